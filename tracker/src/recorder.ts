// From what happens on the page to events in the outbox: page views, the reading of each, and the page's own.

import type { Options, Track } from "../insights";
import { pageAddress } from "./address";
import { LEAST, observeEngagement } from "./engagement";
import { makeEvent, type SentEvent } from "./event";
import { observeLinks } from "./links";
import { createOutbox } from "./outbox";
import { observePages } from "./pages";
import type { Settings } from "./settings";
import { send } from "./transport";

const PAGEVIEW = "pageview";

/** What chunks work with. */
export interface Core {
  readonly settings: Settings;
  /** Nothing is recorded. */
  silent: boolean;
  /** Adds to every event what all are to carry. */
  dress?: (event: SentEvent) => void;
  /** Told of all that waits, whenever that changes. */
  keep?: (pending: SentEvent[]) => void;
  /** Takes over what waited before. */
  put(events: SentEvent[]): void;
  /** Throws when options cannot be written as JSON. */
  record: Track;
  /** Tells what was read up to now, so that it belongs to whoever read it. */
  report(): void;
  /** Sends what waits, as the page may be going. */
  leave(): void;
  /** The same, and nothing more is read until a page view. What is silent forgets what waits instead of sending it. */
  stop(): void;
}

/**
 * Starts with the view of the page that is shown, unless it is to be silent. `inTurn` does something at once, or after
 * what the page has asked for before and still waits.
 */
export function createRecorder(
  settings: Settings,
  silent: boolean,
  inTurn: (act: () => void) => void,
): Core {
  const address = () => pageAddress(location.href, settings.hash != null);
  let { referrer } = document;
  let view: SentEvent | undefined;
  let ownTitle: string | undefined;
  /** Pages name themselves a little after they appear: the last title before the event leaves is kept. */
  const settleTitle = () => {
    if (view && !ownTitle) view.title = document.title;
  };
  const outbox = createOutbox(
    async (batch) => {
      settleTitle();
      return core.silent ? undefined : send(settings, batch);
    },
    (pending) => core.keep?.(pending),
  );

  const put = (name: string, url: string, options: Partial<SentEvent>) => {
    if (core.silent) return;
    const event = makeEvent(name, url, options);
    inTurn(() => {
      core.dress?.(event);
      outbox.put([event]);
    });
    return event;
  };

  const engagement = observeEngagement(
    (until, engaged_ms, scroll_depth) => {
      const { url, title } = view as SentEvent;
      put("engagement", url, { title, timestamp: new Date(until), engaged_ms, scroll_depth });
    },
    () => record(PAGEVIEW),
  );

  const record = (name: string, options?: Options) => {
    // As they are now: what the page changes later does not reach the event.
    const own = options && JSON.parse(JSON.stringify(options));
    const shown = name === PAGEVIEW;
    if (shown) {
      settleTitle();
      engagement.report();
    }
    const event = put(name, address(), {
      referrer,
      screen: { width: screen.width, height: screen.height },
      language: navigator.language,
      ...own,
    });
    if (shown && event) {
      view = event;
      ownTitle = own?.title;
      engagement.begin();
    }
  };

  const leave = () => outbox.flush(true);
  const stop = () => {
    engagement.end();
    leave();
  };

  const core: Core = {
    settings,
    silent,
    record,
    put: outbox.put,
    report: engagement.report,
    leave,
    stop,
  };

  if (!settings.pages)
    observePages(address, settings.query, (from) => {
      referrer = from;
      record(PAGEVIEW);
    });
  if (!settings.links) observeLinks(record);
  addEventListener("pagehide", stop);
  addEventListener("online", () => outbox.flush());
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) return;
    engagement.report(LEAST);
    leave();
  });
  return core;
}
