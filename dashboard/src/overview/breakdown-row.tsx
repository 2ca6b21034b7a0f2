import type { Row } from "../api/types";
import { drawsFlags, flag } from "../model/countries";
import { displayValue } from "../model/dimensions";
import { formatExact, formatValue } from "../model/format";
import { METRICS, type Metric } from "../model/metrics";

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
        </td>
      ))}
    </tr>
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
