// What the live stream says (docs/live.md), and what a page keeps of it.

export interface Snapshot {
  type: "snapshot";
  visitors: number;
  pageviews: number;
  top_pages: { path: string; visitors: number; pageviews: number }[];
  top_countries: { country: string; visitors: number }[];
}

export interface LiveEvent {
  type: "event";
  name: string;
  path: string;
  country: string;
  time: string;
}

export type Message = Snapshot | LiveEvent;

export interface Live {
  /** The last one, also while the stream is interrupted; absent before the first. */
  snapshot?: Snapshot;
  /** The latest first. */
  events: (LiveEvent & { number: number })[];
  connected: boolean;
}

export const NOTHING_YET: Live = { events: [], connected: false };

const KEPT = 50;

/** A stream begins with a snapshot and tells the recent events anew, so it begins an empty list. */
export function take(live: Live, message: Message): Live {
  const { events, connected } = live;
  if (message.type === "snapshot") {
    return { snapshot: message, events: connected ? events : [], connected: true };
  }
  const number = (events[0]?.number ?? 0) + 1;
  return { ...live, events: [{ ...message, number }, ...events].slice(0, KEPT) };
}

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** "now", "12 seconds ago", "3 minutes ago". A clock that runs behind the server's shows "now". */
export function ago(time: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(time)) / 1000));
  return seconds < 60
    ? relative.format(-seconds, "second")
    : relative.format(-Math.floor(seconds / 60), "minute");
}
