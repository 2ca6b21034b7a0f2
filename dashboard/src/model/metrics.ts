// The numbers of the overview: how each is called, written and judged.

interface Description {
  label: string;
  /** For a narrow column. */
  short?: string;
  unit: "count" | "ratio" | "percent" | "seconds";
  better: "more" | "less";
}

export const METRICS = {
  visitors: { label: "Visitors", unit: "count", better: "more" },
  visits: { label: "Visits", unit: "count", better: "more" },
  pageviews: { label: "Page views", short: "Views", unit: "count", better: "more" },
  views_per_visit: { label: "Views per visit", unit: "ratio", better: "more" },
  bounce_rate: { label: "Bounce rate", unit: "percent", better: "less" },
  visit_duration: { label: "Visit duration", unit: "seconds", better: "more" },
  percentage: { label: "%", unit: "percent", better: "more" },
  conversion_rate: {
    label: "Conversion rate",
    short: "Conversion",
    unit: "percent",
    better: "more",
  },
  events: { label: "Events", unit: "count", better: "more" },
} as const satisfies Record<string, Description>;

export type Metric = keyof typeof METRICS;
export type MetricUnit = Description["unit"];

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
