// What the overview asks of the query API.

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Comparison, DateRange, Filter, Order, Project, Query } from "../api/types";
import { api } from "../app-context";
import { localTime } from "../model/dates";
import { searchDimension } from "../model/dimensions";
import { HEADLINES, METRICS, type Metric, toNumber } from "../model/metrics";
import type { Unit } from "../model/period";
import { readSeries } from "../model/series";

/** What every question on the page has in common. */
export interface Scope {
  project: Project;
  dateRange: DateRange;
  filters: Filter[];
  comparison?: Comparison | undefined;
}

/** What a table of rows shows: a dimension, and the metrics of its values. */
export interface Panel {
  dimension: string;
  metrics: [Metric, ...Metric[]];
}

const REFRESH = 60_000;

export function useAnswer(query: Query, enabled = true) {
  return useQuery({
    enabled,
    queryKey: ["query", query],
    queryFn: ({ signal }) => api.query(query, signal),
    // While another period or filter loads, the numbers before stay, dimmed; never another project's.
    placeholderData: (before, earlier) =>
      (earlier?.queryKey[1] as Query | undefined)?.project === query.project
        ? keepPreviousData(before)
        : undefined,
    refetchInterval: REFRESH,
  });
}

export const base = ({ project, dateRange, filters }: Scope) => ({
  project: project.id,
  date_range: dateRange,
  filters,
});

export const compared = ({ comparison }: Scope) => (comparison ? { comparison } : {});

/** Whether the project has any event, and the day of its first. Asked again while there is none. */
export function useHistory(project: Project, interval = REFRESH) {
  const query: Query = { project: project.id, metrics: ["events"], date_range: "all" };
  return useQuery({
    queryKey: ["history", project.id],
    queryFn: async ({ signal }) => {
      const answer = await api.query(query, signal);
      return {
        events: toNumber(answer.results[0]?.metrics[0]) ?? 0,
        firstDay: answer.query.date_range[0].slice(0, 10),
      };
    },
    staleTime: (asked) => (asked.state.data?.events ? Number.POSITIVE_INFINITY : 0),
    refetchInterval: (asked) => (asked.state.data?.events ? false : interval),
  });
}

export const useHeadlines = (scope: Scope) =>
  useAnswer({ ...base(scope), metrics: [...HEADLINES], include: compared(scope) });

export const seriesQuery = (scope: Scope, metric: Metric, unit: Unit): Query => ({
  ...base(scope),
  metrics: [metric],
  dimensions: [`time:${unit}`],
  include: { time_labels: true, ...compared(scope) },
});

export function useSeries(scope: Scope, metric: Metric, unit: Unit) {
  const { data, ...rest } = useAnswer(seriesQuery(scope, metric, unit));
  const reading = {
    metric: 0,
    time: 0,
    empty: METRICS[metric].unit === "count" ? (0 as const) : null,
    now: localTime(new Date(), scope.project.timezone),
    step: unit,
  };
  return { ...rest, series: data && readSeries(data, reading) };
}

/** Which of a panel's rows, and in which order: at first the greatest by its first metric. */
export interface Wanted {
  /** Text that the value holds. */
  search?: string;
  order?: Order | undefined;
}

export function breakdownQuery(
  scope: Scope,
  panel: Panel,
  { search = "", order = [panel.metrics[0], "desc"] }: Wanted = {},
): Query {
  const sought: Filter[] = search
    ? [["contains", searchDimension(panel.dimension), [search], { case_sensitive: false }]]
    : [];
  return {
    ...base(scope),
    metrics: panel.metrics,
    dimensions: [panel.dimension],
    filters: [...scope.filters, ...sought],
    order_by: [order],
  };
}

interface PageOfRows {
  limit: number;
  offset?: number;
  /** Costs as much again, so the panels of the first page do not. */
  compares?: boolean;
}

export const useBreakdown = (
  scope: Scope,
  panel: Panel,
  { limit, offset = 0, compares = false, ...wanted }: Wanted & PageOfRows,
) =>
  useAnswer({
    ...breakdownQuery(scope, panel, wanted),
    include: { total_rows: true, ...(compares && compared(scope)) },
    pagination: { limit, offset },
  });
