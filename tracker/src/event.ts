// An event as the collect endpoint takes it. What the server decides (visit, place, browser, source) is not here.

import type { Options } from "../insights";

export interface SentEvent extends Options {
  id: string;
  name: string;
  /** Written in JSON as the endpoint takes it, RFC 3339 in UTC. */
  timestamp: Date;
  url: string;
  title: string;
  referrer?: string;
  screen?: { width: number; height: number };
  language?: string;
  visitor_id?: string;
  engaged_ms?: number;
  scroll_depth?: number;
}

/** 128 random bits, in decimal. `crypto.randomUUID` is missing on pages served without TLS, these are not. */
export const makeId = (): string => crypto.getRandomValues(new Uint32Array(4)).join("");

/** The event as it is at this moment; `url` and `title` of `options` go before the page's own. */
export const makeEvent = (name: string, url: string, options: Partial<SentEvent>): SentEvent => ({
  url,
  title: document.title,
  timestamp: new Date(),
  ...options,
  id: makeId(),
  name: `${name}`,
});
