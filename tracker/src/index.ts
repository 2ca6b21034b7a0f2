// The tracker as a package, for sites that bundle their scripts.

import type { Consent, Insights, Options, Track } from "../insights";
import type { Settings } from "./settings";
import { type Chunk, createTracker } from "./tracker";

export type { Consent, Insights, Options, Track };

/** What `init` takes. Only the project and its server must be given; docs/tracker.md says what each does. */
export interface InitOptions {
  /** The project's public key, `pk_…`. */
  project: string;
  /** Where the server is: `https://stats.example.com`. Events go to `/api/v1/events` below it. */
  server?: string;
  /** Where events go, if that is another address. */
  endpoint?: string;
  /** The fragment is a route. */
  hash?: boolean;
  query?: "ignore" | "all";
  /** `false`: page views are those alone that the page tells of. */
  pages?: boolean;
  /** `false`: links and forms are not watched. */
  links?: boolean;
  /** `all`: not only elements that are marked. */
  clicks?: boolean | "all";
  /** Mouse movement; a number is the share of pages, 0 to 1. */
  moves?: boolean | number;
  vitals?: boolean;
  errors?: boolean;
  /** Pages that are not there: `true` where the browser knows it, `"this"` says it of this page. */
  missing?: boolean | "this";
  consent?: Consent;
  storage?: boolean;
  hosts?: readonly string[];
  /** `ignore`: privacy signals are left to the server. */
  signals?: "ignore";
}

const CHUNKS: Record<string, () => Promise<{ default: (core: never) => unknown }>> = {
  visitor: () => import("./chunks/visitor"),
  clicks: () => import("./chunks/clicks"),
  moves: () => import("./chunks/moves"),
  vitals: () => import("./chunks/vitals"),
  errors: () => import("./chunks/errors"),
  missing: () => import("./chunks/missing"),
};
const OPTIONAL = ["clicks", "moves", "vitals", "errors", "missing"] as const;

/**
 * Begins to record, and returns what the script tag puts into `window.insights`. Where there is no page, as on a
 * server that renders, calls do nothing. Throws where project or server are missing.
 */
export function init(options: InitOptions): Insights {
  const settings = readSettings(options);
  if (typeof document === "undefined") return inert();
  return createTracker(settings, (name) => (CHUNKS[name] as () => Promise<{ default: Chunk }>)());
}

function readSettings(options: InitOptions): Settings {
  const { project, server, endpoint, hosts, query, signals, consent } = options;
  if (!project) throw Error("insights: init needs `project`, the project's public key.");
  if (!server && !endpoint)
    throw Error("insights: init needs `server`, such as https://stats.example.com.");
  const settings = {
    project,
    endpoint: endpoint ?? `${server?.replace(/\/$/, "")}/api/v1/events`,
    hash: options.hash ? "" : undefined,
    pages: options.pages === false ? "off" : undefined,
    links: options.links === false ? "off" : undefined,
    storage: options.storage ? "" : undefined,
    clicks: options.clicks === "all" ? "all" : undefined,
    moves: typeof options.moves === "number" ? `${options.moves}` : undefined,
    missing: options.missing === "this" ? "" : undefined,
    hosts: hosts?.join(" "),
    with:
      OPTIONAL.filter((name) => options[name] != null && options[name] !== false).join(" ") ||
      undefined,
    query,
    signals,
    consent,
  };
  return settings as Settings;
}

function inert(): Insights {
  const nothing = () => {};
  const methods = ["track", "identify", "reset", "group", "register", "consent", "optOut"];
  return Object.assign(
    () => {},
    Object.fromEntries(methods.map((method) => [method, nothing])),
  ) as unknown as Insights;
}
