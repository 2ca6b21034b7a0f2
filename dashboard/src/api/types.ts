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

export type MemberStatus = "active" | "deactivated" | "deleted";

export interface Member extends User {
  status: MemberStatus;
  created_at: string;
  last_active_at: string | null;
}

export interface Invitation {
  id: string;
  email: string;
  role: Role;
  name: string | null;
  created_at: string;
  expires_at: string;
}

/** What somebody who was invited is told before they accept. */
export interface Invited {
  organization: string;
  email: string;
  name: string | null;
  role: Role;
}

export interface Mail {
  id: string;
  to: string;
  subject: string;
  text: string;
  created_at: string;
}

/** A browser in which somebody is signed in. */
export interface SessionInfo {
  id: string;
  agent: string;
  created_at: string;
  last_used_at: string;
  current: boolean;
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

export interface Skew {
  median_ms: number;
  p95_ms: number;
  requests: number;
}

export interface SdkQuality {
  sdk: string;
  events: number;
  last_seen: string | null;
  clock_skew: Skew | null;
}

/** An event without its values: the rule that it broke, if it broke one, and the kind of each field's value. */
export interface Sample {
  message: string;
  fields: Record<string, string>;
}

export interface ReasonQuality {
  reason: string;
  count: number;
  last_seen: string | null;
  samples: Sample[];
}

export interface Quality {
  from: string;
  to: string;
  sdks: SdkQuality[];
  rejected: ReasonQuality[];
  dropped: ReasonQuality[];
  repeats: number;
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

export type DateRange = "day" | "24h" | "month" | "year" | "all" | [string, string];

export type Operator = "is" | "is_not" | "contains" | "contains_not" | "matches" | "matches_not";

/** Operator, dimension and values, any of which may hold; with a `not` operator none. */
export type Condition =
  | [Operator, string, string[]]
  | [Operator, string, string[], { case_sensitive: false }];

/** All filters of a query must hold, and of an "or" one of its conditions. */
export type Filter = Condition | ["or", Condition[]];

export type Comparison = "previous_period" | "previous_year" | [string, string];

/** A metric or a dimension, and in which direction. */
export type Order = [string, "asc" | "desc"];

export interface Query {
  project: string;
  metrics: Metric[];
  date_range: DateRange;
  dimensions?: string[];
  filters?: Filter[];
  order_by?: Order[];
  include?: { comparison?: Comparison; time_labels?: boolean; total_rows?: boolean };
  pagination?: { limit: number; offset?: number };
}

/** An amount of each currency. */
export type Money = { currency: string; value: string }[];

export type Value = number | null | Money;

export interface Row {
  metrics: Value[];
  dimensions: string[];
  /** The same row before: its numbers, and their change in percent, of percents in points. */
  comparison?: { metrics: Value[]; change: (number | null)[] } | null;
}

export interface Answer {
  results: Row[];
  meta: {
    source: string;
    exact: boolean;
    /** Relative, of counts of visitors. */
    standard_error?: number;
    /** For how long a visitor without a name keeps one id. */
    visitor_basis: ProjectFields["visitor_basis"];
    time_labels?: string[];
    total_rows?: number;
  };
  query: { date_range: [string, string]; comparison_date_range?: [string, string] };
}
