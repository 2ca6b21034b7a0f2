// Where the mouse was, ten times a second at most, on a share of the pages.

import { pageAddress } from "../address";
import type { Core } from "../recorder";

/** Milliseconds between two samples. */
const PAUSE = 100;
/** Characters: a property holds 2,000. */
const LONGEST = 1980;

export default function moves({ settings, record, leave }: Core): void {
  if (Math.random() >= Number(settings.moves || 1)) return;
  let points = "";
  let url = "";
  let first = 0;
  let last = 0;

  const tell = () => {
    if (!points) return;
    const { scrollWidth: page_width, scrollHeight: page_height } = document.documentElement;
    record("mousemove", {
      url,
      properties: { points: points.trim(), page_width, page_height },
    });
    points = "";
  };

  addEventListener(
    "pointermove",
    ({ pointerType, pageX, pageY, timeStamp }) => {
      if (pointerType !== "mouse" || timeStamp - last < PAUSE) return;
      last = timeStamp;
      const here = pageAddress(location.href, settings.hash != null);
      if (here !== url || points.length > LONGEST - 20) tell();
      if (!points) first = timeStamp;
      url = here;
      points += ` ${Math.round(timeStamp - first)},${Math.round(pageX)},${Math.round(pageY)}`;
    },
    true,
  );
  addEventListener("visibilitychange", () => {
    if (!document.hidden) return;
    tell();
    leave();
  });
  addEventListener("pagehide", () => {
    tell();
    leave();
  });
}
