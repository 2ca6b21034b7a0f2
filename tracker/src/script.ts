// <script defer src="https://…/js/insights.js" data-project="pk_…"></script>

import type { Insights } from "../insights";
import type { Settings } from "./settings";
import { createTracker } from "./tracker";

/** What a page has put in its place before it came: calls wait in `q`. */
type Early = Insights & { q: ((insights: Insights) => void)[] };

const script = document.currentScript as HTMLScriptElement | null;
const early = window.insights as Early | undefined;

if (!script?.dataset.project) {
  console.warn("insights: no data-project");
} else if (!early || early.q) {
  const { src, dataset } = script;
  const insights = createTracker(
    { endpoint: `${new URL("/api/v1/events", src)}`, ...dataset } as Settings,
    (chunk) => import(`${new URL(`${chunk}.js`, src)}`),
  );
  window.insights = insights;
  early?.q.map((call) => call(insights));
}
