// Plausible's script tag: `data-domain`, or the newer one whose name holds the site's id and that waits for `init`.

import type { Insights, Options } from "../../insights";
import { observeMarked, start } from "./start";

interface Asked {
  props?: Options["properties"];
  revenue?: Options["revenue"];
  u?: string;
  callback?: (said: { status: number }) => void;
}

interface Init {
  hashBasedRouting?: boolean;
  autoCapturePageviews?: boolean;
  transformRequest?: unknown;
}

type Call = [name: string, asked?: Asked];
type Plausible = ((...call: Call) => void) & {
  q?: Call[];
  o?: Init;
  init?: (options?: Init) => void;
};

declare global {
  interface Window {
    plausible?: Plausible;
  }
}

const script = document.currentScript as HTMLScriptElement;
const early = window.plausible;
const file = new URL(script.src).pathname.split("/").pop() as string;
let insights: Insights | undefined;

const plausible: Plausible = (name, { props, revenue, u, callback } = {}) => {
  insights?.(name, { properties: props, revenue, url: u } as Options);
  // What was taken is sent even if the page is left at once, which is what sites wait for.
  callback?.({ status: 202 });
};

const unknown = (init: Init): string | undefined =>
  init.transformRequest ? "transformRequest" : /exclusions/.exec(file)?.[0];

/** Of several domains the first: an event belongs to one project here. */
const project = script.dataset.domain?.split(",")[0] ?? file.replace(".js", "");

const begin = (init: Init = {}) => {
  const settings = {
    project,
    ...((init.hashBasedRouting || file.includes("hash")) && { hash: "" }),
    ...((init.autoCapturePageviews === false || file.includes("manual")) && { pages: "off" }),
  };
  insights ??= start(script, settings, "plausible_ignore", unknown(init));
};

/** Marks are classes, as `plausible-event-name=Sign+up` and `plausible-event-plan=pro`. */
const tellMarked = (element: Element) => {
  const marks = Array.from(element.classList, (name) =>
    /^plausible--?event-(.+?)(?:=|--)(.+)/.exec(name),
  );
  const read = marks.flatMap((mark) =>
    mark ? [[mark[1] as string, (mark[2] as string).replaceAll("+", " ")]] : [],
  );
  const { name, ...props } = Object.fromEntries(read);
  if (name) plausible(name, { props });
};

plausible.init = begin;
window.plausible = plausible;
if (script.dataset.domain || early?.o) begin(early?.o);
observeMarked('[class*="plausible-event-name"],[class*="plausible--event-name"]', tellMarked);
for (const call of early?.q ?? []) plausible(...(Array.from(call) as Call));
