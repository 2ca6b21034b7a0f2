// Calendar days as "2026-11-21", with no clock and no zone until one is asked for.

export type Day = string;

const toDate = (day: Day) => new Date(`${day}T00:00:00Z`);
const fromDate = (date: Date): Day => date.toISOString().slice(0, 10);

export const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) &&
  !Number.isNaN(toDate(text).getTime()) &&
  fromDate(toDate(text)) === text;

export function addDays(day: Day, days: number): Day {
  const date = toDate(day);
  date.setUTCDate(date.getUTCDate() + days);
  return fromDate(date);
}

/** The first day of the month that lies so many months from the day's. */
export function monthStart(day: Day, months = 0): Day {
  const date = toDate(day);
  date.setUTCMonth(date.getUTCMonth() + months, 1);
  return fromDate(date);
}

/** How many days from one to the other, both counted. */
export const daysBetween = (from: Day, to: Day): number =>
  Math.round((toDate(to).getTime() - toDate(from).getTime()) / 86_400_000) + 1;

/** The Monday of the day's week. */
export const weekStart = (day: Day): Day => addDays(day, -((toDate(day).getUTCDay() + 6) % 7));

/** "2026-11-21 13:45:00", as clocks there show it: the form in which the server names hours. */
export function localTime(now: Date, timezone: string): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).formatToParts(now);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")} ${part("hour")}:${part("minute")}:${part("second")}`;
}

export const today = (now: Date, timezone: string): Day => localTime(now, timezone).slice(0, 10);
