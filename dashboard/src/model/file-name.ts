import type { DateRange } from "../api/types";

/** Of letters, digits, dots and dashes alone, whatever the domain and the panel are called. */
export function fileName(domain: string, what: string, range: DateRange): string {
  const dates = typeof range === "string" ? [range] : [...new Set(range)];
  return `${[domain, what, ...dates].map(plain).filter(Boolean).join("-")}.csv`;
}

const plain = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "");
