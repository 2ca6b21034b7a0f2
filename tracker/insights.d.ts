// What the tracker adds to a page. Copy this file into a TypeScript project, or point `types` at it.

/** Everything about an event but its name; all of it may be left out. */
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

/** Records one event. Never throws: what cannot be recorded is said on the console. */
export type Track = (name: string, options?: Options) => void;

/**
 * What a visitor has agreed to. `none`: nothing is recorded. `cookieless`: what is recorded holds no id of the
 * browser. `full`: an id is kept in the browser, and events that could not be sent are.
 */
export type Consent = "none" | "cookieless" | "full";

/** None of these throws either. */
export type Insights = Track & {
  track: Track;
  /** Says who the visitor is, and what is known of them. It holds until `reset`; later pages know it with full consent. */
  identify(user_id: string, traits?: Record<string, unknown>): void;
  /** The visitor has signed out: user, groups and registered properties are forgotten, and the browser's id changes. */
  reset(): void;
  /** What follows belongs to a company, a team, a shop: the property `groups.<kind>`. `null` leaves it. */
  group(kind: string, id: string | null): void;
  /** Properties of every event from now on; those that are `null` are forgotten. */
  register(properties: Record<string, unknown>): void;
  /** What the visitor agrees to from now on. It is remembered, and goes before the page's own setting. */
  consent(mode: Consent): void;
  /** Leaves this browser out on this site, whatever it has agreed to; `optOut(false)` takes it back. */
  optOut(out?: boolean): void;
};

declare global {
  interface Window {
    /** Absent until the tracker has loaded, and where it is blocked: call `window.insights?.("signup")`. */
    insights?: Insights;
  }
}
