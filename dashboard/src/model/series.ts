// Lines over time: the server's buckets in order, cut where the future begins.

import type { Answer, Row } from "../api/types";
import { formatBucket, formatShortDay } from "./format";
import { toNumber } from "./metrics";
import type { Step } from "./period";

export interface Line {
  name: string;
  values: (number | null)[];
  /** Drawn behind the others, as what they are compared with. */
  compared?: true;
}

export interface Series {
  labels: string[];
  /** At least one. */
  lines: Line[];
}

/** What is read of the rows of an answer. */
export interface Reading {
  /** Where the metric stands in each row. */
  metric: number;
  /** Where the time stands among the dimensions. */
  time: number;
  /** Of money, the currency that is drawn. */
  currency?: string | undefined;
  /** What a bucket without a row holds. */
  empty: 0 | null;
  /** Local time in the form of the labels. */
  now: string;
}

export const THIS = "This period";
export const BEFORE = "Compared period";

export function readSeries(answer: Answer, reading: Reading): Series {
  const labels = labelsOf(answer, reading);
  const rows = new Map(answer.results.map((row) => [row.dimensions[reading.time], row]));
  const line = { name: THIS, values: valuesOf(labels, rows, reading) };
  if (!answer.results.some((row) => row.comparison)) return { labels, lines: [line] };
  const values = labels.map((label) => {
    const row = rows.get(label);
    if (!row) return reading.empty;
    // Without a counterpart: the 31st against a month of 30 days.
    return row.comparison
      ? (toNumber(row.comparison.metrics[reading.metric], reading.currency) ?? reading.empty)
      : null;
  });
  return { labels, lines: [line, { name: BEFORE, values, compared: true }] };
}

/** A line for each of the values, of the dimension at `by`; they are named by `nameOf`. */
export function readLines(
  answer: Answer,
  reading: Reading,
  by: number,
  values: string[],
  nameOf: (value: string) => string,
): Series {
  const labels = labelsOf(answer, reading);
  const lines = values.map((value) => {
    const own = answer.results.filter((row) => row.dimensions[by] === value);
    const rows = new Map(own.map((row) => [row.dimensions[reading.time], row]));
    return { name: nameOf(value), values: valuesOf(labels, rows, reading) };
  });
  return { labels, lines };
}

const labelsOf = (answer: Answer, { time, now }: Reading): string[] =>
  (answer.meta.time_labels ?? answer.results.map((row) => row.dimensions[time])).filter(
    (label): label is string => label !== undefined && label <= now,
  );

const valuesOf = (labels: string[], rows: Map<string | undefined, Row>, reading: Reading) =>
  labels.map(
    (label) =>
      toNumber(rows.get(label)?.metrics[reading.metric], reading.currency) ?? reading.empty,
  );

export interface Tick {
  index: number;
  text: string;
}

/** Labels for an axis, at most so many, evenly apart; hours over several days are marked by their days. */
export function axisTicks(labels: string[], step: Step, most: number): Tick[] {
  const byDay = step === "hour" && labels.length > 26;
  const places = labels.flatMap((label, index) =>
    !byDay || label.endsWith(" 00:00:00") ? [index] : [],
  );
  const apart = Math.max(1, Math.ceil(places.length / Math.max(1, most)));
  return places
    .filter((_, place) => place % apart === 0)
    .map((index) => {
      const label = labels[index] as string;
      return { index, text: byDay ? formatShortDay(label) : formatBucket(label, step) };
    });
}
