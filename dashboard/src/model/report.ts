// A question of the analytics page, written into its address beside the view.

import type { Order, Query } from "../api/types";
import { isDimension, isTime, stepOf } from "./dimensions";
import { isMetric, type Metric } from "./metrics";

export const CHARTS = { line: "Lines", bars: "Bars", none: "No chart" } as const;
export type ChartKind = keyof typeof CHARTS;

export const LIMITS = [10, 25, 50, 100, 500] as const;

export interface Report {
  metrics: Metric[];
  dimensions: string[];
  /** Absent: the server's own, times in order or the greatest first. */
  order?: Order | undefined;
  limit: (typeof LIMITS)[number];
  offset: number;
  /** Absent: lines over time, else bars. */
  chart?: ChartKind | undefined;
  /** Which of the metrics is drawn; absent: the first. */
  drawn?: Metric | undefined;
}

const METRICS: Metric[] = ["visitors", "visits", "pageviews"];
const DIMENSIONS = ["time:day"];
const LIMIT = 25;

export function readReport(search: URLSearchParams): Report {
  const metrics = search.get("metrics")?.split(",").filter(isMetric) ?? [];
  const asked = search.has("by") ? search.getAll("by").filter(isKnown) : DIMENSIONS;
  const offset = Number(search.get("offset"));
  return {
    metrics: metrics.length ? [...new Set(metrics)] : METRICS,
    dimensions: [...new Set(asked)],
    order: readOrder(search.get("order")),
    limit: LIMITS.find((limit) => limit === Number(search.get("limit"))) ?? LIMIT,
    offset: Number.isSafeInteger(offset) && offset > 0 ? offset : 0,
    chart: (Object.keys(CHARTS) as ChartKind[]).find((chart) => chart === search.get("chart")),
    drawn: metrics.find((metric) => metric === search.get("draw")),
  };
}

/** Into `search`, whose other entries stay. */
export function writeReport(report: Report, search: URLSearchParams): URLSearchParams {
  for (const name of ["metrics", "by", "order", "limit", "offset", "chart", "draw"]) {
    search.delete(name);
  }
  search.set("metrics", report.metrics.join(","));
  // Without any, an empty one says so.
  for (const dimension of report.dimensions.length ? report.dimensions : [""]) {
    search.append("by", dimension);
  }
  if (report.order) search.set("order", (report.order[1] === "desc" ? "-" : "") + report.order[0]);
  if (report.limit !== LIMIT) search.set("limit", String(report.limit));
  if (report.offset) search.set("offset", String(report.offset));
  if (report.chart) search.set("chart", report.chart);
  if (report.drawn) search.set("draw", report.drawn);
  return search;
}

const isKnown = (dimension: string): boolean =>
  isDimension(dimension) || stepOf(dimension) !== undefined;

function readOrder(text: string | null): Order | undefined {
  const name = text?.replace(/^-/, "");
  return name ? [name, text?.startsWith("-") ? "desc" : "asc"] : undefined;
}

/** Another question begins on its first page, and is ordered only by what it asks for. */
export function changeReport(report: Report, part: Partial<Report>): Report {
  const next = { offset: 0, ...part };
  const changed = { ...report, ...next };
  const asked: string[] = [...changed.metrics, ...changed.dimensions];
  if (changed.order && !asked.includes(changed.order[0])) changed.order = undefined;
  if (changed.drawn && !changed.metrics.includes(changed.drawn)) changed.drawn = undefined;
  return changed;
}

export const drawnMetric = ({ drawn, metrics }: Report): Metric => drawn ?? (metrics[0] as Metric);

export const timeOf = ({ dimensions }: Report): string | undefined => dimensions.find(isTime);

export const chartOf = (report: Report): ChartKind =>
  report.chart ?? (timeOf(report) ? "line" : "bars");

export const reportQuery = (
  report: Report,
): Pick<Query, "metrics" | "dimensions" | "order_by"> => ({
  metrics: report.metrics,
  dimensions: report.dimensions,
  ...(report.order && { order_by: [report.order] }),
});
