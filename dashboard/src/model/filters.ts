// Filters as people make them: all of them hold, and each is a condition or several of which one holds.

import type { Condition, Filter, Operator } from "../api/types";
import { dimensionLabel, displayValue, isDimension } from "./dimensions";

export const OPERATORS: Record<Operator, string> = {
  is: "is",
  is_not: "is not",
  contains: "contains",
  contains_not: "does not contain",
  matches: "matches",
  matches_not: "does not match",
};

const OPPOSITES: Record<Operator, Operator> = {
  is: "is_not",
  is_not: "is",
  contains: "contains_not",
  contains_not: "contains",
  matches: "matches_not",
  matches_not: "matches",
};

/** What the server takes for a dimension: goals are reached or not looked at, countries have codes. */
export function operatorsFor(dimension: string): Operator[] {
  if (dimension === "event:goal") return ["is", "contains"];
  if (dimension === "visit:country") return ["is", "is_not"];
  return Object.keys(OPERATORS) as Operator[];
}

export const isGroup = (filter: Filter): filter is ["or", Condition[]] => filter[0] === "or";

export const conditionsOf = (filter: Filter): Condition[] =>
  isGroup(filter) ? filter[1] : [filter];

export const filterOf = (conditions: Condition[]): Filter =>
  conditions.length === 1 ? (conditions[0] as Condition) : ["or", conditions];

/** In words: "Page is / or /pricing". */
export const describeFilter = (filter: Filter): string =>
  conditionsOf(filter)
    .map(
      ([operator, dimension, values]) =>
        `${dimensionLabel(dimension)} ${OPERATORS[operator]} ${describeValues(dimension, values)}`,
    )
    .join(" or ");

export const describeValues = (dimension: string, values: string[]): string =>
  values.map((value) => displayValue(dimension, value)).join(" or ");

/** For an address: the common filter in plain text, every other as the API writes it. */
export function writeFilter(filter: Filter): string {
  const plain =
    !isGroup(filter) && filter.length === 3 && filter[2].length === 1 && !filter[1].includes(",");
  return plain ? filter.flat().join(",") : JSON.stringify(filter);
}

/** A value may hold commas; an address that was tampered with loses what cannot be read. */
export function readFilter(text: string): Filter[] {
  if (text.startsWith("[")) return readWritten(text);
  const [operator, dimension, ...rest] = text.split(",");
  return rest.length ? readCondition([operator, dimension, [rest.join(",")]]) : [];
}

function readWritten(text: string): Filter[] {
  let filter: unknown;
  try {
    filter = JSON.parse(text);
  } catch {
    return [];
  }
  if (!Array.isArray(filter) || filter[0] !== "or") return readCondition(filter);
  const conditions: Condition[] = Array.isArray(filter[1]) ? filter[1].flatMap(readCondition) : [];
  return conditions.length ? [["or", conditions]] : [];
}

function readCondition(condition: unknown): Condition[] {
  if (!Array.isArray(condition)) return [];
  const [operator, dimension, values, options] = condition;
  const known =
    Object.hasOwn(OPERATORS, operator) &&
    typeof dimension === "string" &&
    isDimension(dimension) &&
    Array.isArray(values) &&
    values.length > 0 &&
    values.every((value) => typeof value === "string");
  if (!known) return [];
  const anyCase = options?.case_sensitive === false;
  return anyCase
    ? [[operator, dimension, values, { case_sensitive: false }]]
    : [[operator, dimension, values]];
}

const selects = (filter: Filter, dimension: string) => !isGroup(filter) && filter[1] === dimension;

/** Whether the rows of a dimension are narrowed to this one. */
export const isChosen = (filters: Filter[], dimension: string, value: string): boolean =>
  filters.some(
    (filter) =>
      selects(filter, dimension) &&
      filter[0] === "is" &&
      filter[2].length === 1 &&
      filter[2][0] === value,
  );

/** Whether they are narrowed to any one. */
export const hasChosen = (filters: Filter[], dimension: string): boolean =>
  filters.some(
    (filter) => selects(filter, dimension) && filter[0] === "is" && filter[2].length === 1,
  );

/** A click on a row: narrows to it, or lets go of it when it was the filter. One such filter per dimension. */
export function toggleFilter(filters: Filter[], dimension: string, value: string): Filter[] {
  const others = filters.filter((filter) => !selects(filter, dimension));
  return isChosen(filters, dimension, value) ? others : [...others, ["is", dimension, [value]]];
}

/** The server counts who reached a goal, not who did not. */
export const mayInvert = (filter: Filter): filter is Condition =>
  !isGroup(filter) && filter[1] !== "event:goal";

export const invertFilter = (filters: Filter[], inverted: Condition): Filter[] =>
  filters.map((filter) =>
    filter === inverted
      ? ([OPPOSITES[inverted[0]], ...inverted.slice(1)] as unknown as Condition)
      : filter,
  );
