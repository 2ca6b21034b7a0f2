// Single keys for what is chosen most, those that Plausible has. They can be switched off: who speaks to the
// computer, or rests a hand on the keyboard, presses them without meaning to.

import { useEffect, useRef } from "react";
import type { Preset } from "../model/period";

const OFF = "insights.keys";

export const PERIOD_KEYS: Record<string, Preset> = {
  d: "day",
  e: "yesterday",
  h: "24h",
  w: "7d",
  f: "28d",
  t: "30d",
  n: "91d",
  m: "month",
  p: "last-month",
  y: "year",
  s: "6mo",
  l: "12mo",
  a: "all",
};

export const areOn = (): boolean => localStorage.getItem(OFF) === null;

export function switchKeys(on: boolean): void {
  if (on) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "off");
}

/** `act` hears every single key that is meant for the page, not for a field or a dialog. */
export function useKeys(act: (key: string) => void): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const withOthers = event.ctrlKey || event.metaKey || event.altKey || event.repeat;
      if (withOthers || event.defaultPrevented || isTyping(event) || !areOn()) return;
      latest.current(event.key.toLowerCase());
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}

const isTyping = ({ target }: KeyboardEvent): boolean =>
  document.querySelector("dialog[open]") !== null ||
  (target instanceof Element && target.closest("input, select, textarea") !== null);
