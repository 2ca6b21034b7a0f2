// How long and how far a page is read. Time counts while the page is visible, has the focus, and its visitor
// moved, typed, scrolled or touched within the last half minute. No timer runs: time is added up when
// something happens, so a sleeping machine adds half a minute at most.

import { createDepth } from "./depth";

/** Milliseconds after its last sign for which a visitor is taken to read on. */
export const IDLE = 30_000;
/** Who reads on for this long is reported, so that the visit goes on and little is lost to a crash. */
export const LONGEST_SILENCE = 600_000;
/** Who comes back after this long begins a new visit, and so a new page view. */
export const VISIT = 1_800_000;
/** A page that hides again has something new to say from this many milliseconds on. */
export const LEAST = 1000;

/**
 * Told of a reading: when the visitor was last seen at it, in milliseconds since the epoch, as idle time does not
 * prolong a visit; the milliseconds since the reading before, to be added up; and the percent of the page that was
 * seen, at most 100.
 */
export type Tell = (until: number, engaged: number, depth: number) => void;

export interface Engagement {
  /** Starts anew, with another page. */
  begin(): void;
  /** Tells what is not told yet, unless it is nothing, or less than `least` milliseconds and no deeper. */
  report(least?: number): void;
  /** The page is put away: until it begins anew, nothing counts. */
  end(): void;
}

/** Captured, so that a part of the page that stops events does not hide its visitor. */
const SIGNS = "pointermove pointerdown keydown wheel".split(" ");
/** Those of the page itself: parts that scroll or take the focus may do so by themselves. */
const OWN_SIGNS = "scroll focus blur visibilitychange".split(" ");

export function observeEngagement(tell: Tell, onReturn: () => void): Engagement {
  const depth = createDepth();
  let away = true;
  let engaged = 0;
  /** Up to here all is added up; while the visitor is idle, the end of the last engagement. */
  let until = 0;
  /** From here on the visitor is idle. */
  let idle = 0;
  let toldUntil = 0;
  let toldDepth = 0;

  const addUp = (now = Date.now()) => {
    const end = Math.min(now, idle);
    if (end > until) {
      engaged += end - until;
      until = end;
    }
    return now;
  };

  const report = (least = 0) => {
    addUp();
    const deepest = depth.look();
    if (!engaged || (engaged < least && deepest <= toldDepth)) return;
    tell(until, engaged, deepest);
    engaged = 0;
    toldUntil = until;
    toldDepth = deepest;
  };

  const notice = () => {
    if (away) return;
    const now = addUp();
    idle = 0;
    if (document.hidden || !document.hasFocus()) return;
    if (now - until >= VISIT) return onReturn();
    if (now - toldUntil >= LONGEST_SILENCE) report();
    until = now;
    idle = now + IDLE;
  };

  for (const sign of SIGNS) addEventListener(sign, notice, true);
  for (const sign of OWN_SIGNS) addEventListener(sign, notice);
  addEventListener("scroll", depth.look, true);

  return {
    begin() {
      away = false;
      engaged = idle = 0;
      until = toldUntil = Date.now();
      toldDepth = -1;
      depth.forget();
      notice();
    },
    report,
    end() {
      report();
      away = true;
      idle = 0;
    },
  };
}
