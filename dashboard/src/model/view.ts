// What the overview shows, written into the page's address: it can be bookmarked, shared, and gone back to.

import type { Filter } from "../api/types";
import { HEADLINES, type Headline } from "./metrics";
import { type Period, readPeriod, UNITS, type Unit, writePeriod } from "./period";

export interface View {
  /** Absent: what fits the project's age. */
  period?: Period | undefined;
  /** Absent: what fits the period. */
  unit?: Unit | undefined;
  metric: Headline;
  filters: Filter[];
}

const DIMENSION = /^(event|visit):[a-z_]+$/;

export function readView(search: URLSearchParams): View {
  return {
    period: readPeriod(search.get("period")),
    unit: UNITS.find((unit) => unit === search.get("unit")),
    metric: HEADLINES.find((metric) => metric === search.get("metric")) ?? "visitors",
    filters: search.getAll("filter").flatMap(readFilter),
  };
}

export function writeView(view: View): URLSearchParams {
  const search = new URLSearchParams();
  if (view.period) search.set("period", writePeriod(view.period));
  if (view.unit) search.set("unit", view.unit);
  if (view.metric !== "visitors") search.set("metric", view.metric);
  for (const filter of view.filters) search.append("filter", filter.flat().join(","));
  return search;
}

/** A value may hold commas; an address that was tampered with loses what cannot be read. */
function readFilter(text: string): Filter[] {
  const [operator, dimension = "", ...rest] = text.split(",");
  const known = operator === "is" || operator === "is_not";
  return known && DIMENSION.test(dimension) && rest.length
    ? [[operator, dimension, [rest.join(",")]]]
    : [];
}

const selects = (filter: Filter, dimension: string) => filter[1] === dimension;

/** A click on a row: narrows to it, or lets go of it when it was the filter. One filter per dimension. */
export function toggleFilter(filters: Filter[], dimension: string, value: string): Filter[] {
  const others = filters.filter((filter) => !selects(filter, dimension));
  const had = filters.some(
    (filter) => selects(filter, dimension) && filter[0] === "is" && filter[2][0] === value,
  );
  return had ? others : [...others, ["is", dimension, [value]]];
}

/** The server counts who reached a goal, not who did not. */
export const mayInvert = (filter: Filter): boolean => filter[1] !== "event:goal";

export const invertFilter = (filters: Filter[], inverted: Filter): Filter[] =>
  filters.map((filter) =>
    filter === inverted ? [filter[0] === "is" ? "is_not" : "is", filter[1], filter[2]] : filter,
  );
