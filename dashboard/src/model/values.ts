// What the values of dimensions are called on screen.

const countries = new Intl.DisplayNames("en", { type: "region" });

export function countryName(code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code;
  return countries.of(code) ?? code;
}

/** The flag's two regional indicator letters; empty for what is no country code. */
export const flag = (code: string): string =>
  /^[A-Z]{2}$/.test(code)
    ? String.fromCodePoint(...[...code].map((letter) => 0x1f1e6 + letter.charCodeAt(0) - 65))
    : "";

/** Systems without pictures of flags draw the two letters side by side. */
export function drawsFlags(): boolean {
  const pen = document.createElement("canvas").getContext("2d");
  if (!pen) return false;
  return pen.measureText(flag("DE")).width < 1.5 * pen.measureText("\u{1f1e9}").width;
}

export function displayValue(dimension: string, value: string): string {
  if (dimension === "visit:country") return countryName(value);
  return value || "(none)";
}

export const DIMENSION_LABELS: Record<string, string> = {
  "event:goal": "Goal",
  "event:name": "Event",
  "event:page": "Page",
  "visit:entry_page": "Entry page",
  "visit:exit_page": "Exit page",
  "visit:channel": "Channel",
  "visit:source": "Source",
  "visit:utm_campaign": "Campaign",
  "visit:utm_source": "UTM source",
  "visit:utm_medium": "UTM medium",
  "visit:country": "Country",
  "visit:browser": "Browser",
  "visit:os": "Operating system",
  "visit:device": "Device",
};

/** Countries are kept by their code, and looked for by their name. */
export const searchDimension = (dimension: string): string =>
  dimension === "visit:country" ? "visit:country_name" : dimension;

export const dimensionLabel = (dimension: string): string =>
  DIMENSION_LABELS[dimension] ?? dimension;
