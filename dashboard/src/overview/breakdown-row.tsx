import type { Row } from "../api/types";
import { drawsFlags, flag } from "../model/countries";
import { displayValue } from "../model/dimensions";
import { formatChange, formatExact, formatValue } from "../model/format";
import { METRICS, type Metric } from "../model/metrics";
import { Icon } from "../parts/icons";

/** A narrow window has room for two numbers. */
export const onlyWide = (index: number): string => (index > 1 ? "max-sm:hidden" : "");

interface Props {
  row: Row;
  dimension: string;
  metrics: Metric[];
  /** Of the longest bar, from 0 to 1. */
  share: number;
  active: boolean;
  onChoose: (value: string) => void;
}

export function BreakdownRow({ row, dimension, metrics, share, active, onChoose }: Props) {
  const value = row.dimensions[0] ?? "";
  const name = displayValue(dimension, value);
  return (
    <tr className="group relative">
      <td className="px-2 py-0.5">
        <div className="relative flex h-8 items-center px-2">
          <span
            className="absolute inset-y-0.5 left-0 rounded-md bg-bar"
            style={{ width: `${Math.max(share * 100, 1)}%` }}
          />
          <button
            type="button"
            aria-pressed={active}
            title={name}
            onClick={() => onChoose(value)}
            className="relative flex min-w-0 items-center gap-2 rounded text-left group-hover:underline aria-pressed:font-semibold aria-pressed:text-accent"
          >
            {dimension === "visit:country" && <Flag country={value} />}
            <span className="truncate">{name}</span>
          </button>
        </div>
      </td>
      {metrics.map((metric, index) => (
        <td
          key={metric}
          className={`pr-4 text-right tabular-nums ${index ? "text-muted" : ""} ${onlyWide(index)}`}
          title={formatExact(row.metrics[index], METRICS[metric].unit)}
        >
          {formatValue(row.metrics[index], METRICS[metric].unit)}
          {index === 0 && <Trend row={row} metric={metric} />}
        </td>
      ))}
    </tr>
  );
}

/** Which way the number has gone, where that was asked for. */
function Trend({ row, metric }: { row: Row; metric: Metric }) {
  const change = row.comparison?.change[0];
  if (!row.comparison) return null;
  if (!change) return <span className="ml-1 inline-block w-3" />;
  const { unit, better } = METRICS[metric];
  const good = change > 0 === (better === "more");
  const before = formatExact(row.comparison.metrics[0], unit);
  const label = `${change > 0 ? "Up" : "Down"} by ${formatChange(change, unit)} from ${before}`;
  return (
    <span role="img" aria-label={label} title={label} className="ml-1 inline-block align-middle">
      <Icon
        name={change > 0 ? "arrowUp" : "arrowDown"}
        className={`size-3 ${good ? "text-good" : "text-bad"}`}
      />
    </span>
  );
}

const flagsAreDrawn = drawsFlags();

function Flag({ country }: { country: string }) {
  const picture = flag(country);
  if (!picture) return null;
  if (flagsAreDrawn) return <span aria-hidden="true">{picture}</span>;
  return (
    <span
      aria-hidden="true"
      className="w-6 rounded border border-line text-center font-mono text-[0.65rem] text-muted"
    >
      {country}
    </span>
  );
}
