// What a page of numbers shows, written into its address: it can be bookmarked, shared, and gone back to.

import type { Comparison, DateRange, Filter } from "../api/types";
import { readFilter, writeFilter } from "./filters";
import { HEADLINES, type Headline } from "./metrics";
import { type Period, readDays, readPeriod, UNITS, type Unit, writePeriod } from "./period";

export const COMPARISONS = {
  none: "No comparison",
  previous_period: "Previous period",
  previous_year: "Year before",
} as const;

export type Compare = keyof typeof COMPARISONS | { from: string; to: string };

export interface View {
  /** Absent: what fits the project's age. */
  period?: Period | undefined;
  /** Absent: what fits the page. */
  compare?: Compare | undefined;
  /** Absent: what fits the period. */
  unit?: Unit | undefined;
  metric: Headline;
  filters: Filter[];
}

export function readView(search: URLSearchParams): View {
  return {
    period: readPeriod(search.get("period")),
    compare: readCompare(search.get("compare")),
    unit: UNITS.find((unit) => unit === search.get("unit")),
    metric: HEADLINES.find((metric) => metric === search.get("metric")) ?? "visitors",
    filters: search.getAll("filter").flatMap(readFilter),
  };
}

const OWN = ["period", "compare", "unit", "metric", "filter"];

/** Into `search`, whose other entries stay. */
export function writeView(view: View, search = new URLSearchParams()): URLSearchParams {
  for (const name of OWN) search.delete(name);
  if (view.period) search.set("period", writePeriod(view.period));
  if (view.compare) search.set("compare", writePeriod(view.compare));
  if (view.unit) search.set("unit", view.unit);
  if (view.metric !== "visitors") search.set("metric", view.metric);
  for (const filter of view.filters) search.append("filter", writeFilter(filter));
  return search;
}

function readCompare(text: string | null): Compare | undefined {
  if (text && Object.hasOwn(COMPARISONS, text)) return text as keyof typeof COMPARISONS;
  return readDays(text);
}

/** As the query API takes it. All time has nothing before it. */
export function comparisonOf(compare: Compare, range: DateRange): Comparison | undefined {
  if (typeof compare === "object") return [compare.from, compare.to];
  return compare === "none" || range === "all" ? undefined : compare;
}

/** What the pages of numbers have in common goes along from one to the next. */
export function sharedSearch(search: URLSearchParams): string {
  const shared = new URLSearchParams(
    [...search].filter(([name]) => ["period", "compare", "filter"].includes(name)),
  ).toString();
  return shared && `?${shared}`;
}
