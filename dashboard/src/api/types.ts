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

export type Role = User["role"];

export interface Member extends User {
  created_at: string;
}

export interface NewMember {
  email: string;
  password: string;
  role: Role;
  name?: string;
}

/** What an owner may change. */
export interface ProjectFields {
  name: string;
  domain: string;
  timezone: string;
  aliases: string[];
  allowed_hosts: string[];
  visitor_basis: "daily" | "monthly" | "persistent";
  honour_privacy_signals: boolean;
  session_minutes: number;
}

export interface Project extends ProjectFields {
  id: string;
  public_key: string;
}

export interface GoalFields {
  name: string;
  kind: "event" | "page";
  match: string;
  value: string | null;
}

export interface Goal extends GoalFields {
  id: string;
}

export type Scope = "ingest" | "query" | "export" | "admin";

export interface ApiKey {
  id: string;
  name: string;
  prefix: string;
  scopes: Scope[];
  created_at: string;
}

export interface Drops {
  from: string;
  to: string;
  items: { day: string; reason: string; count: number }[];
  totals: Record<string, number>;
  total: number;
}

export interface DeadLetter {
  id: string;
  reason: string;
  failed_at: string;
  name: string;
  hostname: string;
  path: string;
}

export interface Page<Item> {
  items: Item[];
  total: number;
}

export type DateRange = "day" | "month" | "all" | [string, string];

/** Operator, dimension and the one value. */
export type Filter = ["is" | "is_not", string, [string]];

/** What is typed into the search of a panel. */
export type Search = ["contains", string, [string], { case_sensitive: false }];

export interface Query {
  project: string;
  metrics: Metric[];
  date_range: DateRange;
  dimensions?: string[];
  filters?: (Filter | Search)[];
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
    visitor_basis: ProjectFields["visitor_basis"];
    time_labels?: string[];
    total_rows?: number;
  };
  query: { date_range: [string, string] };
}
