// What script tags of other products have in common: the tag stays as it is, and our tracker stands behind it.

import type { Insights } from "../../insights";
import type { Settings } from "../settings";
import { createTracker } from "../tracker";

/**
 * The tracker of the server that the script came from; undefined where nothing may be sent. `optOut` is the entry of
 * local storage by which the product's visitors left themselves out. `missing` names what the site has set to change
 * or withhold events and is not understood here: then it is safer to send nothing, and say so.
 */
export function start(
  { src }: HTMLScriptElement,
  settings: Partial<Settings>,
  optOut: string,
  missing: string | undefined,
): Insights | undefined {
  if (window.insights) return undefined; // the page has our own tag, too
  if (missing) console.warn(`insights: ${missing} is not understood, so nothing is sent`);
  if (missing || entry(optOut)) return undefined;
  const insights = createTracker(
    { endpoint: `${new URL("/api/v1/events", src)}`, ...settings } as Settings,
    (chunk) => import(`${new URL(`/js/${chunk}.js`, src)}`),
  );
  window.insights = insights;
  return insights;
}

/** Of local storage; "" where it is blocked, too. */
export function entry(name: string): string {
  try {
    return localStorage.getItem(name) ?? "";
  } catch {
    return "";
  }
}

/** Of the page's own address where it is relative; undefined for what is none. */
export function absolute(url: string | undefined): string | undefined {
  try {
    return url && new URL(url, location.href).href;
  } catch {
    return undefined;
  }
}

/** Told of marked elements that are clicked, and of marked forms that are sent. */
export function observeMarked(selector: string, tell: (element: Element) => void): void {
  const look = ({ type, target }: Event) => {
    const found = (target as Element).closest(selector);
    if (found && (found.localName === "form") === (type === "submit")) tell(found);
  };
  for (const type of ["click", "auxclick", "submit"]) addEventListener(type, look, true);
}
