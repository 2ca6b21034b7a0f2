// Events that were accepted and left out, by reason and day.

import type { Drops } from "../api/types";

const REASONS: Record<string, string> = {
  bot: "Bots",
  referrer_spam: "Referrer spam",
  origin_not_allowed: "Hosts not allowed",
  privacy_signal: "Asked not to be counted",
  duplicate: "Sent twice",
};

export const reasonName = (reason: string): string => REASONS[reason] ?? reason;

export interface Dropped {
  reason: string;
  count: number;
  /** The latest first; a day without any is absent. */
  days: { day: string; count: number }[];
}

/** The most frequent reason first. */
export function byReason(drops: Drops): Dropped[] {
  return Object.entries(drops.totals)
    .map(([reason, count]) => ({ reason, count, days: daysOf(drops, reason) }))
    .sort((one, other) => other.count - one.count || one.reason.localeCompare(other.reason));
}

const daysOf = ({ items }: Drops, reason: string) =>
  items
    .filter((item) => item.reason === reason)
    .map(({ day, count }) => ({ day, count }))
    .sort((one, other) => other.day.localeCompare(one.day));
