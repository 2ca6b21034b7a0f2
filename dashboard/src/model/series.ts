// Lines over time: the server's buckets in order, cut where the future begins.

import type { Answer, Row } from "../api/types";
import { monthStart, weekStart } from "./dates";
import { describeDays, formatBucket, formatShortDay } from "./format";
import { toNumber } from "./metrics";
import type { Step } from "./period";

export interface Line {
  name: string;
  values: (number | null)[];
  /** Drawn behind the others, as what they are compared with. */
  compared?: true;
  /** From when to when, in words. */
  days?: string;
  /** Of what is compared with: how far the line before it has gone from each value. */
  changes?: (number | null)[];
}

export interface Series {
  labels: string[];
  /** At least one. */
  lines: Line[];
  /** Whether the last label's time is not over yet. */
  running: boolean;
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
  step: Step;
}

export const THIS = "This period";
export const BEFORE = "Compared period";

export function readSeries(answer: Answer, reading: Reading): Series {
  const labels = labelsOf(answer, reading);
  const running = isRunning(labels, reading);
  const rows = new Map(answer.results.map((row) => [row.dimensions[reading.time], row]));
  const { date_range, comparison_date_range: before } = answer.query;
  const line = {
    name: THIS,
    values: valuesOf(labels, rows, reading),
    days: describeDays(date_range),
  };
  if (!answer.results.some((row) => row.comparison)) return { labels, lines: [line], running };
  const values = labels.map((label) => {
    const row = rows.get(label);
    if (!row) return reading.empty;
    // Without a counterpart: the 31st against a month of 30 days.
    return row.comparison
      ? (toNumber(row.comparison.metrics[reading.metric], reading.currency) ?? reading.empty)
      : null;
  });
  const changes = labels.map(
    (label) => rows.get(label)?.comparison?.change[reading.metric] ?? null,
  );
  const behind: Line = { name: BEFORE, values, compared: true, changes };
  if (before) behind.days = describeDays(before);
  return { labels, lines: [line, behind], running };
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
  return { labels, lines, running: isRunning(labels, reading) };
}

const isRunning = (labels: string[], reading: Reading): boolean =>
  labels.at(-1) === bucketOf(reading);

/** The label of what runs now. */
function bucketOf({ now, step }: Reading): string {
  const day = now.slice(0, 10);
  return {
    minute: `${now.slice(0, 16)}:00`,
    hour: `${now.slice(0, 13)}:00:00`,
    day,
    week: weekStart(day),
    month: monthStart(day),
  }[step];
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
