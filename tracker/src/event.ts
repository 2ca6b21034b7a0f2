// An event as the collect endpoint takes it. What the server decides (visitor, visit, place, browser,
// source) is not here; nothing is read from or written to cookies or storage.

import type { Options } from "../insights";

export interface SentEvent extends Options {
  id: string;
  name: string;
  timestamp: string;
  url: string;
  referrer?: string;
  title: string;
  screen?: { width: number; height: number };
  language?: string;
  engaged_ms?: number;
  scroll_depth?: number;
}

/** A random version 4 UUID; `crypto.randomUUID` is missing on pages served without TLS. */
export function makeId(): string {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** The event as it is at this moment; `url` and `title` of `options` go before the page's own. */
export function makeEvent(name: string, url: string, options: Partial<SentEvent>): SentEvent {
  return {
    url,
    title: document.title,
    timestamp: new Date().toISOString(),
    ...options,
    id: makeId(),
    name: String(name),
  };
}
