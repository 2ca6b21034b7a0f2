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

export type Insights = Track & {
  track: Track;
  /** Calls made before the tracker has loaded. */
  q?: Parameters<Track>[];
};

declare global {
  interface Window {
    /** Absent until the tracker has loaded, and where it is blocked: call `window.insights?.("signup")`. */
    insights?: Insights;
  }
}
