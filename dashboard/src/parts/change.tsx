import { formatChange } from "../model/format";
import { METRICS, type Metric } from "../model/metrics";
import { Icon } from "./icons";

interface Props {
  change: number | null | undefined;
  metric: Metric;
  /** Told where the pointer rests. */
  before: string;
}

/** How much more or less it is than before, and whether that is better. */
export function Change({ change, metric, before }: Props) {
  if (change === null || change === undefined) return null;
  const better = change > 0 === (METRICS[metric].better === "more");
  const colour = change === 0 ? "text-muted" : better ? "text-good" : "text-bad";
  return (
    <span
      className={`inline-flex items-center gap-0.5 text-xs font-medium tabular-nums ${colour}`}
      title={before}
    >
      {change !== 0 && <Icon name={change > 0 ? "arrowUp" : "arrowDown"} className="size-3" />}
      <span className="sr-only">{change > 0 ? "up by " : change < 0 ? "down by " : ""}</span>
      {formatChange(change, METRICS[metric].unit)}
    </span>
  );
}
