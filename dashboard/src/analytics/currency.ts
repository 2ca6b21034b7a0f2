import type { Answer } from "../api/types";

/** The currency of most rows, of the metric at this place; amounts of others cannot be drawn beside it. */
export function currencyOf({ results }: Answer, metric: number): string | undefined {
  const counts = new Map<string, number>();
  for (const { metrics } of results) {
    const value = metrics[metric];
    for (const { currency } of Array.isArray(value) ? value : []) {
      counts.set(currency, (counts.get(currency) ?? 0) + 1);
    }
  }
  return [...counts].sort((one, other) => other[1] - one[1])[0]?.[0];
}
