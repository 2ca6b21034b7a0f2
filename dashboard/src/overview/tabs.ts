// The views of a panel.

import type { ComponentType } from "react";
import type { Filter } from "../api/types";
import { hasChosen } from "../model/filters";
import type { Metric } from "../model/metrics";
import type { Panel, Scope } from "./questions";

export interface Tab extends Panel {
  label: string;
  /** Further columns of the details. */
  further: Metric[];
  /** Dimensions to choose from, with its own. */
  kinds?: string[];
  /** What the one value is broken down by, once a filter has chosen one. */
  within?: string;
  /** Stands in place of the rows. */
  Draw?: ComponentType<{ scope: Scope; onFilter: (filters: Filter[]) => void }>;
}

const OF_VISITS: Metric[] = ["bounce_rate", "visit_duration"];

/** A dimension's visitors and one more number; the details have what else can be said. */
export const tab = (
  label: string,
  dimension: string,
  second: Metric = "percentage",
  further = OF_VISITS,
): Tab => ({ label, dimension, metrics: ["visitors", second], further });

/** The tab as its kind and the filters have it. */
export function shownTab(tab: Tab, kind: string | undefined, filters: Filter[]): Tab {
  if (kind && tab.kinds?.includes(kind)) return { ...tab, dimension: kind };
  return tab.within && hasChosen(filters, tab.dimension) ? { ...tab, dimension: tab.within } : tab;
}
