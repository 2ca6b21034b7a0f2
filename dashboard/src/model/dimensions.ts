// By what the numbers can be asked for, and what dimensions and their values are called on screen.

import { countryName } from "./countries";
import { describeBucket } from "./format";
import { STEPS, type Step } from "./period";

const EVENT = {
  "event:page": "Page",
  "event:hostname": "Hostname",
  "event:name": "Event",
  "event:goal": "Goal",
};
const VISIT = {
  "visit:source": "Source",
  "visit:channel": "Channel",
  "visit:referrer": "Referrer",
  "visit:utm_source": "UTM source",
  "visit:utm_medium": "UTM medium",
  "visit:utm_campaign": "Campaign",
  "visit:utm_content": "UTM content",
  "visit:utm_term": "UTM term",
  "visit:entry_page": "Entry page",
  "visit:exit_page": "Exit page",
  "visit:entry_page_hostname": "Entry hostname",
  "visit:exit_page_hostname": "Exit hostname",
};
const PLACE = {
  "visit:country": "Country",
  "visit:country_name": "Country's name",
  "visit:region": "Region",
  "visit:city": "City",
};
const DEVICE = {
  "visit:device": "Device",
  "visit:screen": "Screen",
  "visit:browser": "Browser",
  "visit:browser_version": "Browser version",
  "visit:os": "Operating system",
  "visit:os_version": "System version",
};
const TIME: Record<string, string> = Object.fromEntries(
  STEPS.map((step) => [`time:${step}`, `${step[0]?.toUpperCase()}${step.slice(1)}`]),
);

export type Group = { label: string; dimensions: Record<string, string> };

/** Those that can be filtered. */
export const FILTERED: Group[] = [
  { label: "Event", dimensions: EVENT },
  { label: "Visit", dimensions: VISIT },
  { label: "Place", dimensions: PLACE },
  { label: "Device", dimensions: DEVICE },
];
export const GROUPED: Group[] = [{ label: "Time", dimensions: TIME }, ...FILTERED];

export const PROPERTY = "event:props:";
export const isProperty = (dimension: string): boolean => dimension.startsWith(PROPERTY);
export const isTime = (dimension: string): boolean => dimension.startsWith("time:");
export const isPlace = (dimension: string): boolean => dimension in PLACE;

const LABELS: Record<string, string> = { ...TIME, ...EVENT, ...VISIT, ...PLACE, ...DEVICE };

export const dimensionLabel = (dimension: string): string =>
  isProperty(dimension) ? dimension.slice(PROPERTY.length) : (LABELS[dimension] ?? dimension);

/** One that can be filtered; the server knows whether it exists. */
export const isDimension = (text: string): boolean =>
  /^(event|visit):[a-z_]+$/.test(text) || (isProperty(text) && text.length > PROPERTY.length);

export const stepOf = (dimension: string): Step | undefined =>
  STEPS.find((step) => dimension === `time:${step}`);

export function displayValue(dimension: string, value: string): string {
  if (dimension === "visit:country") return countryName(value);
  const step = stepOf(dimension);
  if (step) return describeBucket(value, step);
  return value || "(none)";
}

/** Countries are kept by their code, and looked for by their name. */
export const searchDimension = (dimension: string): string =>
  dimension === "visit:country" ? "visit:country_name" : dimension;
