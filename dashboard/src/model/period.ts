// Which days are looked at, and in buckets of which length. Ranges that hold today are asked for as
// two dates: the API's own "28d" ends yesterday.

import type { DateRange } from "../api/types";
import { addDays, type Day, daysBetween, isDay, monthStart } from "./dates";

export const PRESETS = {
  day: "Today",
  yesterday: "Yesterday",
  "24h": "Last 24 hours",
  "7d": "Last 7 days",
  "28d": "Last 28 days",
  "30d": "Last 30 days",
  "91d": "Last 91 days",
  month: "This month",
  "last-month": "Last month",
  year: "This year",
  "6mo": "Last 6 months",
  "12mo": "Last 12 months",
  all: "All time",
} as const;

export type Preset = keyof typeof PRESETS;
export type Period = Preset | { from: Day; to: Day };

/** The lengths of buckets. */
export const STEPS = ["minute", "hour", "day", "week", "month"] as const;
export type Step = (typeof STEPS)[number];

/** Those of the overview's line. */
export const UNITS = ["hour", "day", "week", "month"] as const satisfies Step[];
export type Unit = (typeof UNITS)[number];

/** Today until two full days exist, then the last 28 days. */
export const defaultPeriod = (firstDay: Day | undefined, today: Day): Preset =>
  firstDay && daysBetween(firstDay, today) > 2 ? "28d" : "day";

export const writePeriod = (period: string | { from: Day; to: Day }): string =>
  typeof period === "string" ? period : `${period.from}..${period.to}`;

export function readPeriod(text: string | null): Period | undefined {
  return text && Object.hasOwn(PRESETS, text) ? (text as Preset) : readDays(text);
}

export function readDays(text: string | null): { from: Day; to: Day } | undefined {
  const [from = "", to = "", ...more] = (text ?? "").split("..");
  return isDay(from) && isDay(to) && from <= to && !more.length ? { from, to } : undefined;
}

/** The first and the last day; for all time from the first day that has an event. */
export function daysOf(period: Period, today: Day, firstDay: Day): { from: Day; to: Day } {
  if (typeof period !== "string") return period;
  switch (period) {
    case "day":
      return { from: today, to: today };
    case "yesterday":
      return { from: addDays(today, -1), to: addDays(today, -1) };
    case "24h":
      return { from: addDays(today, -1), to: today };
    case "7d":
    case "28d":
    case "30d":
    case "91d":
      return { from: addDays(today, 1 - Number.parseInt(period, 10)), to: today };
    case "month":
      return { from: monthStart(today), to: today };
    case "last-month":
      return { from: monthStart(today, -1), to: addDays(monthStart(today), -1) };
    case "year":
      return { from: `${today.slice(0, 4)}-01-01`, to: today };
    case "6mo":
    case "12mo":
      return { from: monthStart(today, 1 - Number.parseInt(period, 10)), to: today };
    case "all":
      return { from: firstDay < today ? firstDay : today, to: today };
  }
}

const NAMED = ["day", "24h", "month", "year", "all"] as const;

/** As the query API takes it. A running day, month or year goes by name, so that it is compared by its elapsed part. */
export function dateRange(period: Period, today: Day): DateRange {
  const named = NAMED.find((name) => name === period);
  if (named) return named;
  const { from, to } = daysOf(period, today, today);
  return [from, to];
}

/** The lengths of buckets that draw a readable line over so many days; never none. */
export function unitsFor(days: number): Unit[] {
  const fits: Record<Unit, boolean> = {
    hour: days <= 7,
    day: days > 1 && days <= 400,
    week: days >= 14,
    month: days >= 59,
  };
  return UNITS.filter((unit) => fits[unit]);
}

export function defaultUnit(days: number): Unit {
  if (days <= 2) return "hour";
  if (days <= 91) return "day";
  return days <= 366 ? "week" : "month";
}
