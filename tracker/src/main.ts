// <script defer src="https://…/js/insights.js" data-project="pk_…"></script>
//
// insights("signup", { properties: { plan: "pro" }, revenue: { amount: 12.5, currency: "EUR" } })
//
// Calls made before this file has loaded are kept by the optional line
//   window.insights ||= (...call) => (insights.q ||= []).push(call)

import { makeEvent, type Options, type SentEvent } from "./event";
import { createOutbox } from "./outbox";
import { observePages, whenShown } from "./pages";
import { createTransport } from "./transport";

type Track = (name: string, options?: Options) => void;
type Insights = Track & { track: Track; q?: Parameters<Track>[] };

declare global {
  interface Window {
    insights?: Insights;
  }
}

const script = (document.currentScript ??
  document.querySelector("script[data-project]")) as HTMLScriptElement | null;
const project = script?.dataset.project;

if (!script || !project) {
  console.warn("insights: the script tag needs data-project, the project's public key.");
} else if (!window.insights?.track) {
  const endpoint = script.dataset.endpoint ?? new URL("/api/v1/events", script.src).href;
  const early = window.insights?.q ?? [];
  let track: Track = (...call) => void early.push(call);
  const insights: Insights = Object.assign((...call: Parameters<Track>) => track(...call), {
    track: (...call: Parameters<Track>) => track(...call),
  });
  window.insights = insights;
  whenShown(() => {
    track = start(endpoint, project);
    for (const call of early) track(...call);
  });
}

function start(endpoint: string, project: string): Track {
  let referrer = "";
  let view: SentEvent | undefined;
  /** Pages name themselves a little after they appear: the last title before the event leaves is kept. */
  const settleTitle = () => {
    if (view) view.title = document.title;
    view = undefined;
  };
  const transport = createTransport(endpoint, project);
  const outbox = createOutbox((batch, leaving) => {
    settleTitle();
    return transport(batch, leaving);
  });
  const put = (name: string, options?: Options) => {
    const event = makeEvent(name, referrer, options);
    outbox.put(event);
    return event;
  };

  observePages((from) => {
    settleTitle();
    referrer = from;
    view = put("pageview");
  });
  addEventListener("pagehide", () => outbox.flush(true));
  addEventListener("online", () => outbox.flush(false));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") outbox.flush(true);
  });
  return (name, options) => {
    try {
      put(name, options);
    } catch (error) {
      // A page never breaks over its analytics.
      console.warn("insights:", error);
    }
  };
}
