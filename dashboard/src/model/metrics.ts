// The numbers of the overview: how each is called, written and judged.

export const METRICS = {
  visitors: { label: "Visitors", unit: "count", better: "more" },
  visits: { label: "Visits", unit: "count", better: "more" },
  pageviews: { label: "Page views", unit: "count", better: "more" },
  views_per_visit: { label: "Views per visit", unit: "ratio", better: "more" },
  bounce_rate: { label: "Bounce rate", unit: "percent", better: "less" },
  visit_duration: { label: "Visit duration", unit: "seconds", better: "more" },
  percentage: { label: "%", unit: "percent", better: "more" },
  events: { label: "Events", unit: "count", better: "more" },
} as const satisfies Record<string, { label: string; unit: string; better: "more" | "less" }>;

export type Metric = keyof typeof METRICS;
export type MetricUnit = (typeof METRICS)[Metric]["unit"];

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
