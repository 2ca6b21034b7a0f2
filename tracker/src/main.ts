// <script defer src="https://…/js/insights.js" data-project="pk_…"></script>
//
// insights("signup", { properties: { plan: "pro" }, revenue: { amount: 12.5, currency: "EUR" } })
//
// Calls made before this file has loaded are kept by the optional line
//   window.insights ||= (...call) => (insights.q ||= []).push(call)

import type { Track } from "../insights";
import { whenShown } from "./pages";
import { createRecorder } from "./recorder";

const script = (document.currentScript ??
  document.querySelector("script[data-project]")) as HTMLScriptElement | null;
const project = script?.dataset.project;

if (!script || !project) {
  console.warn("insights: the script tag needs data-project, the project's public key.");
} else if (!window.insights?.track) {
  const endpoint = script.dataset.endpoint ?? new URL("/api/v1/events", script.src).href;
  const hash = "hash" in script.dataset;
  const early = window.insights?.q ?? [];
  let record: Track = (...call) => void early.push(call);
  const track: Track = (...call) => {
    try {
      record(...call);
    } catch (error) {
      // A page never breaks over its analytics.
      console.warn("insights:", error);
    }
  };
  window.insights = Object.assign(track, { track });
  whenShown(() => {
    record = createRecorder(endpoint, project, hash);
    for (const call of early) track(...call);
  });
}
