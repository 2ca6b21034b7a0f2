// How fast the page was for its visitor: the Core Web Vitals, and two that explain them, each once for each page that
// the browser loaded or restored, at the latest when it is hidden for the first time.

import { type Metric, onCLS, onFCP, onINP, onLCP, onTTFB } from "web-vitals";
import { pageAddress } from "../address";
import type { Core } from "../recorder";

export default function vitals({ settings, record, leave }: Core): void {
  const told = new Set<string>();
  let waiting: Metric[] = [];

  const tell = () => {
    for (const { name, value, rating, navigationType, navigationURL = location.href } of waiting) {
      record("web-vital", {
        url: pageAddress(navigationURL, settings.hash != null),
        properties: {
          metric: name,
          // Milliseconds, but for shifts.
          value: name === "CLS" ? Math.round(value * 10_000) / 10_000 : Math.round(value),
          rating,
          navigation: navigationType,
        },
      });
    }
    waiting = [];
  };

  const keep = (metric: Metric) => {
    if (told.has(metric.id)) return;
    told.add(metric.id);
    waiting.push(metric);
    if (!document.hidden) tell();
  };

  for (const observe of [onTTFB, onFCP, onLCP, onINP, onCLS]) observe(keep);
  // After the library's own listeners, so that what they find leaves in one request.
  for (const type of ["visibilitychange", "pagehide"]) {
    addEventListener(type, () => {
      tell();
      if (document.hidden || type === "pagehide") leave();
    });
  }
}
