// How far down a page was seen.

export interface Depth {
  /** Percent of the page that was seen, at most 100. */
  look(): number;
  /** Another page begins. */
  forget(): void;
}

/**
 * A page is as long as it ever was: one that grows while it is read, or shrinks, is never seen by more than 100 %.
 * A part that scrolls by itself counts as though it were laid out in full, if it holds the middle of the window and
 * more than half its height, as applications have it.
 */
export function createDepth(): Depth {
  let seen = 0;
  let hidden = 0;

  const scrolls = (element: Element) =>
    !element.parentElement ||
    (element.clientHeight * 2 > innerHeight &&
      /auto|scroll/.test(getComputedStyle(element).overflowY));

  return {
    look() {
      let top = 0;
      let rest = 0;
      let element = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
      for (; element; element = element.parentElement) {
        if (!scrolls(element)) continue;
        top += element.scrollTop;
        rest += element.scrollHeight - element.clientHeight;
      }
      seen = Math.max(seen, top);
      hidden = Math.max(hidden, rest);
      return Math.min(100, Math.round((100 * (innerHeight + seen)) / (innerHeight + hidden)));
    },
    forget() {
      seen = hidden = 0;
    },
  };
}
