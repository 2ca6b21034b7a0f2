// How fast the page was for its visitor: the Core Web Vitals, and two that explain them, each once for each page that
// the browser loaded or restored, at the latest when it is hidden for the first time.

import { type Metric, onCLS, onFCP, onINP, onLCP, onTTFB } from "web-vitals";
import { pageAddress } from "../address";
import type { Core } from "../recorder";

export default function vitals({ settings, record, leave }: Core): void {
  const told = new Set<string>();
  let interaction: Metric | undefined;

  const tell = ({ id, name, value, rating, navigationType, navigationURL }: Metric) => {
    if (told.has(id)) return;
    told.add(id);
    record("web-vital", {
      url: pageAddress(navigationURL ?? location.href, settings.hash != null),
      properties: {
        metric: name,
        // Milliseconds, but for shifts.
        value: name === "CLS" ? Math.round(value * 10_000) / 10_000 : Math.round(value),
        rating,
        navigation: navigationType,
      },
    });
  };

  for (const observe of [onTTFB, onFCP, onLCP, onCLS]) observe(tell);
  // The library looks at an interaction when the browser is idle, and where the page is hidden before, it reports too
  // early: so every change is taken, and the last one told.
  onINP(
    (metric) => {
      interaction = metric;
    },
    { reportAllChanges: true },
  );
  // After the library's own listeners.
  for (const type of ["visibilitychange", "pagehide"]) {
    addEventListener(type, () => {
      if (!document.hidden && type !== "pagehide") return;
      if (interaction) tell(interaction);
      leave();
    });
  }
}
