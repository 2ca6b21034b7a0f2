// How long and how far a page is read. Time counts while the page is visible, has the focus, and its visitor
// moved, typed, scrolled or touched within the last half minute. No timer runs: time is added up when
// something happens, so a sleeping machine adds half a minute at most.

/** Milliseconds after its last sign for which a visitor is taken to read on. */
export const IDLE = 30_000;
/** Who reads on for this long is reported, so that the visit goes on and little is lost to a crash. */
export const LONGEST_SILENCE = 600_000;
/** Who comes back after this long begins a new visit, and so a new page view. */
export const VISIT = 1_800_000;
/** A page that hides again has something new to say from this many milliseconds on. */
export const LEAST = 1000;

export interface Reading {
  /** When the visitor was last seen reading, in milliseconds since the epoch: idle time does not prolong a visit. */
  until: number;
  /** Since the reading before: to be added up. */
  engaged: number;
  /** Percent of the page that was seen, at most 100. */
  depth: number;
}

export interface Engagement {
  /** Starts anew, with another page. */
  begin(): void;
  /** Tells what is not told yet, unless it is nothing, or less than `least` milliseconds and no deeper. */
  report(least?: number): void;
  /** The page is put away: until it begins anew, nothing counts. */
  end(): void;
}

/** Captured, so that a part of the page that stops events does not hide its visitor. */
const SIGNS = ["pointermove", "pointerdown", "keydown", "wheel", "touchmove"];
/** Those of the page itself: parts that scroll or take the focus may do so by themselves. */
const OWN_SIGNS = ["scroll", "focus", "blur", "visibilitychange"];

export function observeEngagement(
  tell: (reading: Reading) => void,
  onReturn: () => void,
): Engagement {
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
    tell({ until, engaged, depth: deepest });
    engaged = 0;
    toldUntil = until;
    toldDepth = deepest;
  };

  const notice = () => {
    if (away) return;
    const now = addUp();
    idle = 0;
    if (document.visibilityState === "hidden" || !document.hasFocus()) return;
    if (now - until >= VISIT) return onReturn();
    if (now - toldUntil >= LONGEST_SILENCE) report();
    until = now;
    idle = now + IDLE;
  };

  for (const sign of SIGNS) addEventListener(sign, notice, { capture: true, passive: true });
  for (const sign of OWN_SIGNS) addEventListener(sign, notice);
  addEventListener("scroll", depth.look);

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

/**
 * How far down the page was seen. The page's height is the greatest that it had: a page that grows while
 * it is read, or shrinks, is never seen by more than 100 %.
 */
function createDepth() {
  let seen = 0;
  let height = 1;
  return {
    look(): number {
      const page = document.scrollingElement ?? document.documentElement;
      seen = Math.max(seen, scrollY + innerHeight);
      height = Math.max(height, page.scrollHeight);
      return Math.min(100, Math.round((100 * seen) / height));
    },
    forget() {
      seen = 0;
      height = 1;
    },
  };
}
