// From a period to the one before or after it.

import { addDays, type Day, daysBetween, monthStart } from "./dates";
import { daysOf, type Period, type Preset } from "./period";

interface Days {
  from: Day;
  to: Day;
}

const NAMED: Preset[] = ["day", "yesterday", "month", "last-month", "year"];

/** By its own length: months by months. Nothing where all of it would lie in the future, or where it has no end. */
export function shiftPeriod(
  period: Period,
  days: Days,
  today: Day,
  by: -1 | 1,
): Period | undefined {
  if (period === "all" || period === "24h") return undefined;
  const { from, to } = moved(wholeOf(period, days), by);
  if (from > today) return undefined;
  const next = { from, to: to < today ? to : today };
  const name = NAMED.find((preset) => {
    const own = daysOf(preset, today, today);
    return own.from === next.from && own.to === next.to;
  });
  return name ?? next;
}

/** A running month or year with the days that are to come. */
function wholeOf(period: Period, { from, to }: Days): Days {
  if (period === "month") return { from, to: monthEnd(from) };
  if (period === "year") return { from, to: `${from.slice(0, 4)}-12-31` };
  return { from, to };
}

function moved({ from, to }: Days, by: -1 | 1): Days {
  if (from === monthStart(from) && to === monthEnd(to)) {
    const months = by * monthsBetween(from, to);
    return { from: monthStart(from, months), to: monthEnd(monthStart(to, months)) };
  }
  const length = by * daysBetween(from, to);
  return { from: addDays(from, length), to: addDays(to, length) };
}

const monthEnd = (day: Day): Day => addDays(monthStart(day, 1), -1);

const monthsBetween = (from: Day, to: Day): number =>
  (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 +
  Number(to.slice(5, 7)) -
  Number(from.slice(5, 7)) +
  1;
