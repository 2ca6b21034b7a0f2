// Clicks on elements marked with `data-insights-click`, or on any. What is in the element, or typed, is not told.

import type { Core } from "../recorder";
import { selectorOf } from "./selector";

const ACTIVE =
  "a,button,input,select,textarea,label,summary,option,[role=button],[role=link],[role=tab]";

export default function clicks({ settings, record }: Core): void {
  addEventListener(
    "click",
    (event) => {
      const path = event
        .composedPath()
        .filter((node): node is HTMLElement => node instanceof Element);
      const marked = path.find((element) => element.dataset?.insightsClick != null);
      const active = path.find((element) => element.matches(ACTIVE)) ?? path[0];
      const element = marked ?? (settings.clicks === "all" && active);
      if (element)
        record("click", { properties: { ...describe(element), ...place(event, element) } });
    },
    true,
  );
}

/** Its selector, and what its own `data-insights-…` say: `data-insights-click` is the name. */
function describe(element: HTMLElement) {
  const said = Object.entries(element.dataset ?? {})
    .filter(([key]) => key.startsWith("insights"))
    .map(([key, value]) => [key === "insightsClick" ? "name" : uncapitalised(key.slice(8)), value]);
  return { ...Object.fromEntries(said), selector: selectorOf(element).slice(-2000) };
}

const uncapitalised = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

/** In CSS pixels on the page, and in percent of the element. A click by the keyboard has no place. */
function place({ pageX, pageY, detail }: MouseEvent, element: Element) {
  if (!detail) return {};
  const { left, top, width, height } = element.getBoundingClientRect();
  const percent = (part: number, whole: number) => Math.round((100 * part) / (whole || 1));
  return {
    x: Math.round(pageX),
    y: Math.round(pageY),
    page_width: document.documentElement.scrollWidth,
    page_height: document.documentElement.scrollHeight,
    element_x: percent(pageX - scrollX - left, width),
    element_y: percent(pageY - scrollY - top, height),
  };
}
