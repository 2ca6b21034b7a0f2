// The page's side of it: what it asks for waits until it can be done, in order, and never breaks the page.

import type { Insights, Options } from "../insights";
import { whenShown } from "./pages";
import { type Core, createRecorder } from "./recorder";
import { forbids, type Settings } from "./settings";

/** A part that is fetched when it is needed. Only the one for visitors has methods. */
export type Chunk = (core: Core) => unknown;

type Act = () => Promise<void> | void;
type Methods = Record<string, (...args: unknown[]) => void>;

const METHODS = "identify reset group register consent optOut";

/** `load` fetches a chunk. */
export function createTracker(
  settings: Settings,
  load: (chunk: string) => Promise<{ default: Chunk }>,
): Insights {
  let core: Core;
  let visitor: Methods | undefined;
  /** Until the page is shown, and while what comes next depends on a chunk. */
  let busy = true;
  const waiting: Act[] = [];

  const warn = (error: unknown) => console.warn("insights:", error);

  /** What needs no chunk is done when this returns. */
  const run = async (act: Act) => {
    try {
      await act();
    } catch (error) {
      busy = false;
      // A page never breaks over its analytics.
      warn(error);
    }
    drain();
  };

  const drain = () => {
    while (!busy && waiting.length) run(waiting.shift() as Act);
  };

  const inTurn = (act: Act) => {
    if (busy) waiting.push(act);
    else run(act);
  };

  /** Without a method it only fetches what has them. */
  const call = async (method?: string, ...args: unknown[]) => {
    if (!visitor) {
      busy = true;
      const chunk = await load("visitor");
      busy = false;
      visitor = chunk.default(core) as Methods;
    }
    visitor[method as string]?.(...args);
  };

  const track = ((name: string, options?: Options) =>
    inTurn(() => core.record(name, options))) as Insights & Methods;
  track.track = track;
  for (const method of METHODS.split(" "))
    (track as Methods)[method] = (...args) => inTurn(() => call(method, ...args));

  whenShown(() => {
    const asks = (settings.consent ?? settings.hosts ?? settings.storage ?? choice()) != null;
    busy = false;
    core = createRecorder(settings, asks || forbids(settings), inTurn);
    // Whoever is to be known, asked or left alone is so before anything is recorded.
    if (asks) waiting.unshift(call);
    waiting.push(() => {
      settings.with
        ?.split(" ")
        .map((name) => load(name).then((chunk) => chunk.default(core), warn));
    });
    drain();
  });
  return track;
}

/** What this browser's user has said before. */
function choice(): string | undefined {
  try {
    return localStorage.insights_consent;
  } catch {
    return undefined;
  }
}
