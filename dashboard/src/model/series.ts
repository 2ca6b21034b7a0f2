// A line over time: the server's buckets in order, cut where the future begins.

import type { Answer, Value } from "../api/types";
import { formatBucket, formatShortDay } from "./format";
import type { Unit } from "./period";

export interface Series {
  labels: string[];
  values: Value[];
  /** The same buckets of the period before; absent when there is nothing to compare with. */
  previous?: Value[];
}

/** `now` is local time in the form of the labels; a bucket without a row holds `empty`. */
export function readSeries(answer: Answer, empty: 0 | null, now: string): Series {
  const rows = new Map(answer.results.map((row) => [row.dimensions[0], row]));
  const labels = (answer.meta.time_labels ?? [...rows.keys()]).filter(
    (label): label is string => label !== undefined && label <= now,
  );
  const values = labels.map((label) => rows.get(label)?.metrics[0] ?? empty);
  if (!answer.results.some((row) => row.comparison)) return { labels, values };
  const previous = labels.map((label) => {
    const row = rows.get(label);
    if (!row) return empty;
    // Without a counterpart: the 31st against a month of 30 days.
    return row.comparison ? (row.comparison.metrics[0] ?? empty) : null;
  });
  return { labels, values, previous };
}

export interface Tick {
  index: number;
  text: string;
}

/** Labels for an axis, at most so many, evenly apart; hours over several days are marked by their days. */
export function axisTicks(labels: string[], unit: Unit, most: number): Tick[] {
  const byDay = unit === "hour" && labels.length > 26;
  const places = labels.flatMap((label, index) =>
    !byDay || label.endsWith(" 00:00:00") ? [index] : [],
  );
  const step = Math.max(1, Math.ceil(places.length / Math.max(1, most)));
  return places
    .filter((_, place) => place % step === 0)
    .map((index) => {
      const label = labels[index] as string;
      return { index, text: byDay ? formatShortDay(label) : formatBucket(label, unit) };
    });
}
