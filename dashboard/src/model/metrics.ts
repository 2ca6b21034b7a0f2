// The numbers that the API answers: how each is called, written and judged.

import type { Value } from "../api/types";

interface Description {
  label: string;
  /** For a narrow column. */
  short?: string;
  unit: "count" | "ratio" | "percent" | "seconds" | "money";
  better: "more" | "less";
}

export const METRICS = {
  visitors: { label: "Visitors", unit: "count", better: "more" },
  visits: { label: "Visits", unit: "count", better: "more" },
  pageviews: { label: "Page views", short: "Views", unit: "count", better: "more" },
  events: { label: "Events", unit: "count", better: "more" },
  views_per_visit: { label: "Views per visit", unit: "ratio", better: "more" },
  bounce_rate: { label: "Bounce rate", unit: "percent", better: "less" },
  visit_duration: { label: "Visit duration", unit: "seconds", better: "more" },
  time_on_page: { label: "Time on page", unit: "seconds", better: "more" },
  scroll_depth: { label: "Scroll depth", unit: "percent", better: "more" },
  exit_rate: { label: "Exit rate", unit: "percent", better: "less" },
  percentage: { label: "Share of visitors", short: "%", unit: "percent", better: "more" },
  conversion_rate: {
    label: "Conversion rate",
    short: "Conversion",
    unit: "percent",
    better: "more",
  },
  group_conversion_rate: {
    label: "Conversion rate of the group",
    short: "Group's conv.",
    unit: "percent",
    better: "more",
  },
  total_revenue: { label: "Total revenue", short: "Revenue", unit: "money", better: "more" },
  average_revenue: { label: "Average revenue", short: "Average", unit: "money", better: "more" },
} as const satisfies Record<string, Description>;

export type Metric = keyof typeof METRICS;
export type MetricUnit = Description["unit"];

export const ALL_METRICS = Object.keys(METRICS) as Metric[];

export const isMetric = (name: string): name is Metric => Object.hasOwn(METRICS, name);

export const shortLabel = (metric: Metric): string => {
  const description: Description = METRICS[metric];
  return description.short ?? description.label;
};

/** Those with a card of their own, in their order. */
export const HEADLINES = [
  "visitors",
  "visits",
  "pageviews",
  "views_per_visit",
  "bounce_rate",
  "visit_duration",
] as const satisfies Metric[];

export type Headline = (typeof HEADLINES)[number];

/** What can be drawn of a value: of money the amount in one currency, which no other is added to. */
export function toNumber(value: Value | undefined, currency?: string): number | null {
  if (!Array.isArray(value)) return value ?? null;
  const amount = value.find((money) => money.currency === currency);
  return amount ? Number(amount.value) : null;
}
