// From what happens on the page to events in the outbox: page views, the reading of each, and the page's own.

import type { Track } from "../insights";
import { pageAddress } from "./address";
import { LEAST, observeEngagement } from "./engagement";
import { makeEvent, type SentEvent } from "./event";
import { createOutbox } from "./outbox";
import { observePages } from "./pages";
import { createTransport } from "./transport";

const PAGEVIEW = "pageview";

/** Starts with the view of the page that is shown. What it returns throws when options cannot be written as JSON. */
export function createRecorder(endpoint: string, project: string, hash: boolean): Track {
  const address = () => pageAddress(location.href, hash);
  const transport = createTransport(endpoint, project);
  let referrer = "";
  let view: SentEvent | undefined;
  let ownTitle = false;
  /** Pages name themselves a little after they appear: the last title before the event leaves is kept. */
  const settleTitle = () => {
    if (view && !ownTitle) view.title = document.title;
  };
  const outbox = createOutbox((batch) => {
    settleTitle();
    return transport(batch);
  });

  const engagement = observeEngagement(
    ({ until, engaged, depth }) => {
      const { url, title } = view as SentEvent;
      const timestamp = new Date(until).toISOString();
      outbox.put(
        makeEvent("engagement", url, {
          title,
          timestamp,
          engaged_ms: engaged,
          scroll_depth: depth,
        }),
      );
    },
    () => record(PAGEVIEW),
  );

  const record: Track = (name, options) => {
    // As they are now: what the page changes later does not reach the event.
    const own = options && JSON.parse(JSON.stringify(options));
    const event = makeEvent(name, address(), {
      referrer,
      screen: { width: screen.width, height: screen.height },
      language: navigator.language,
      ...own,
    });
    if (name === PAGEVIEW) {
      settleTitle();
      engagement.report();
      view = event;
      ownTitle = !!own?.title;
    }
    outbox.put(event);
    if (name === PAGEVIEW) engagement.begin();
  };

  observePages(address, (from) => {
    referrer = from;
    record(PAGEVIEW);
  });
  addEventListener("pagehide", () => {
    engagement.end();
    outbox.flush(true);
  });
  addEventListener("online", () => outbox.flush(false));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    engagement.report(LEAST);
    outbox.flush(true);
  });
  return record;
}
