// Numbers and buckets in words for people. Absent values are a dash, never a nought.

import type { Money, Value } from "../api/types";
import type { MetricUnit } from "./metrics";
import type { Step } from "./period";

const ABSENT = "–";
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const full = new Intl.NumberFormat("en");
const twoDecimals = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
const oneDecimal = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

const join = (large: number, unit: string, rest: number, smaller: string): string =>
  rest ? `${large}${unit} ${rest}${smaller}` : `${large}${unit}`;

/** From whole seconds, the unit of every duration that the server answers. */
export function formatDuration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return `${seconds}s`;
  if (minutes < 60) return join(minutes, "m", seconds % 60, "s");
  return join(Math.floor(minutes / 60), "h", minutes % 60, "m");
}

/** Short enough for a card or an axis; counts below ten thousand stay whole. */
export function formatValue(value: Value | undefined, unit: MetricUnit): string {
  if (value === null || value === undefined) return ABSENT;
  if (Array.isArray(value)) return formatMoney(value);
  switch (unit) {
    case "count":
      return Math.abs(value) < 10_000 ? full.format(value) : compact.format(value);
    case "ratio":
      return twoDecimals.format(value);
    case "percent":
      return `${oneDecimal.format(value)}%`;
    case "seconds":
      return formatDuration(value);
    case "money":
      return twoDecimals.format(value);
  }
}

const formatMoney = (money: Money): string =>
  money.map(({ currency, value }) => inCurrency(value, currency)).join(" + ") || ABSENT;

/** The server's own decimals, which are the currency's. */
function inCurrency(value: string, currency: string): string {
  const digits = value.split(".")[1]?.length ?? 0;
  return `${Number(value).toLocaleString("en", { minimumFractionDigits: digits })} ${currency}`;
}

/** Every digit, for titles and tables. */
export const formatExact = (value: Value | undefined, unit: MetricUnit): string =>
  unit === "count" && typeof value === "number" ? full.format(value) : formatValue(value, unit);

/** Percents change by points, everything else by percent; the sign is left to an arrow. */
export function formatChange(change: number, unit: MetricUnit): string {
  const size = Math.abs(change);
  const digits = size >= 100 ? full.format(Math.round(size)) : oneDecimal.format(size);
  return unit === "percent" ? `${digits} pts` : `${digits}%`;
}

const utc = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options });
const hour = utc({ hour: "2-digit", minute: "2-digit" });
const shortDay = utc({ day: "numeric", month: "short" });
const longDay = utc({ weekday: "short", day: "numeric", month: "short", year: "numeric" });
const shortMonth = utc({ month: "short", year: "numeric" });
const longMonth = utc({ month: "long", year: "numeric" });

/** A bucket's label is local time already, so it is read and written as if it were UTC. */
const asDate = (label: string) =>
  new Date(`${label.length > 10 ? label.replace(" ", "T") : `${label}T00:00:00`}Z`);

/** For an axis. */
export function formatBucket(label: string, step: Step): string {
  const date = asDate(label);
  if (step === "hour" || step === "minute") return hour.format(date);
  return (step === "month" ? shortMonth : shortDay).format(date);
}

/** For a tooltip or a table. */
export function describeBucket(label: string, step: Step): string {
  const date = asDate(label);
  if (step === "hour" || step === "minute") return `${longDay.format(date)}, ${hour.format(date)}`;
  if (step === "week") return `Week of ${longDay.format(date)}`;
  return (step === "month" ? longMonth : longDay).format(date);
}

/** An instant of the API by the clocks of a zone. */
export const formatInstant = (instant: string, timeZone: string): string =>
  new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone }).format(
    new Date(instant),
  );

/** The browser's own, where something belongs to no project. */
export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

export const formatDay = (day: string): string => longDay.format(asDate(day));
/** From the instants of an answer, which begin with their local dates. */
export function describeDays([from, to]: [string, string]): string {
  const [first, last] = [from.slice(0, 10), to.slice(0, 10)];
  if (!first) return "";
  return first === last
    ? formatShortDay(first)
    : `${formatShortDay(first)} – ${formatShortDay(last)}`;
}
export const formatShortDay = (label: string): string => shortDay.format(asDate(label));
