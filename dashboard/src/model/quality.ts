// Who sends, what is refused, and how far clocks are off.

import type { Sample, Skew } from "../api/types";

const REJECTIONS: Record<string, string> = {
  invalid: "Not valid",
  too_long: "Too long",
  too_many: "Too many properties",
  too_old: "Too old",
};

export const rejectionName = (reason: string): string => REJECTIONS[reason] ?? reason;

/** `@scope/name/1.2.3` is a name and a version; without a slash, or with nothing after it, it is a name alone. */
export function splitSdk(sdk: string): { name: string; version: string } {
  if (!sdk) return { name: "Not named", version: "" };
  if (sdk === "others") return { name: "Others", version: "" };
  const at = sdk.lastIndexOf("/");
  if (at <= 0 || at === sdk.length - 1) return { name: sdk, version: "" };
  return { name: sdk.slice(0, at), version: sdk.slice(at + 1) };
}

const UNITS = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1000, "s"],
] as const;

/** Milliseconds as the largest unit that they fill; a clock that is ahead has less than none. */
export function skewText(milliseconds: number): string {
  const size = Math.abs(milliseconds);
  const unit = UNITS.find(([length]) => size >= length);
  if (!unit) return "in time";
  const [length, name] = unit;
  return `${Math.floor(size / length)} ${name} ${milliseconds > 0 ? "behind" : "ahead"}`;
}

export function skewSummary(skew: Skew | null): string {
  if (!skew) return "unknown";
  const [usual, worst] = [skewText(skew.median_ms), skewText(skew.p95_ms)];
  return usual === worst ? usual : `${usual}, some ${worst}`;
}

/** To be handed on to whoever looks after the sender. */
export const sampleText = ({ message, fields }: Sample): string =>
  [message, ...Object.entries(fields).map(([field, kind]) => `${field}: ${kind}`)]
    .filter(Boolean)
    .join("\n");
