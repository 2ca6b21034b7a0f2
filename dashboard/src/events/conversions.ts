// How many visitors reached each goal.

import type { Answer, Goal, Value } from "../api/types";
import { type Panel, type Scope, useBreakdown } from "../overview/questions";

const PANEL: Panel = { dimension: "event:goal", metrics: ["visitors", "conversion_rate"] };

export const useConversions = (scope: Scope) => useBreakdown(scope, PANEL, { limit: 1000 });

/** A goal that nobody reached has no row. */
export function rateOf(
  answer: Answer | undefined,
  goal: Pick<Goal, "name">,
): { visitors: Value | undefined; rate: Value | undefined } {
  const row = answer?.results.find(({ dimensions }) => dimensions[0] === goal.name);
  if (row) return { visitors: row.metrics[0], rate: row.metrics[1] };
  return { visitors: answer ? 0 : undefined, rate: undefined };
}
