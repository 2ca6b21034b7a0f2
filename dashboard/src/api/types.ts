// The shapes of the HTTP API that the app reads, under the API's own names.

import type { Metric } from "../model/metrics";

export interface User {
  id: string;
  email: string;
  name: string;
  role: "owner" | "admin" | "analyst" | "viewer";
}

export interface Tokens {
  access_token: string;
  refresh_token: string;
  user: User;
}

export interface Project {
  id: string;
  name: string;
  domain: string;
  timezone: string;
  public_key: string;
}

export interface Page<Item> {
  items: Item[];
  total: number;
}

export type DateRange = "day" | "month" | "all" | [string, string];

/** Operator, dimension and the one value. */
export type Filter = ["is" | "is_not", string, [string]];

export interface Query {
  project: string;
  metrics: Metric[];
  date_range: DateRange;
  dimensions?: string[];
  filters?: Filter[];
  order_by?: [string, "asc" | "desc"][];
  include?: { comparison?: "previous_period"; time_labels?: boolean; total_rows?: boolean };
  pagination?: { limit: number; offset?: number };
}

export type Value = number | null;

export interface Row {
  metrics: Value[];
  dimensions: string[];
  /** The same row before: its numbers, and their change in percent, of percents in points. */
  comparison?: { metrics: Value[]; change: Value[] } | null;
}

export interface Answer {
  results: Row[];
  meta: {
    exact: boolean;
    /** Relative, of counts of visitors. */
    standard_error?: number;
    /** For how long a visitor without a name keeps one id. */
    visitor_basis: "daily" | "monthly" | "persistent";
    time_labels?: string[];
    total_rows?: number;
  };
  query: { date_range: [string, string] };
}
