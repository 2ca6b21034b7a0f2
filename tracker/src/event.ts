// An event as the collect endpoint takes it. What the server decides (visitor, visit, place, browser,
// source) is not here; nothing is read from or written to cookies or storage.

export interface Options {
  /** Objects are flattened by the server, to depth 3. */
  properties?: Record<string, unknown>;
  /** In the currency's main unit: 12.5 is twelve and a half. */
  revenue?: { amount: number | string; currency: string };
  /** Your own name for the person who is signed in. */
  user_id?: string;
  /** Instead of the page's own, for example for pages that have no address. */
  url?: string;
  title?: string;
}

export interface SentEvent extends Options {
  id: string;
  name: string;
  timestamp: string;
  url: string;
  referrer: string;
  title: string;
  screen: { width: number; height: number };
  language: string;
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

/**
 * The event as it is at this moment: later changes to the page or to `options` do not reach it.
 * Throws what `JSON.stringify` throws when `options` cannot be written as JSON.
 */
export function makeEvent(name: string, referrer: string, options: Options = {}): SentEvent {
  return {
    // The fragment never leaves the page: it may hold a token, and is no part of the path.
    url: location.href.split("#", 1)[0] as string,
    title: document.title,
    referrer,
    screen: { width: screen.width, height: screen.height },
    language: navigator.language,
    ...JSON.parse(JSON.stringify(options)),
    id: makeId(),
    name: String(name),
    timestamp: new Date().toISOString(),
  };
}
