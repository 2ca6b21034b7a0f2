import type { Metric } from "../model/metrics";
import type { Tab } from "./breakdown";

/** A dimension's visitors and one more number; the details have what can be said of every visit. */
export const tab = (label: string, dimension: string, second: Metric = "percentage"): Tab => ({
  label,
  dimension,
  metrics: ["visitors", second],
  further: ["bounce_rate", "visit_duration"],
});
