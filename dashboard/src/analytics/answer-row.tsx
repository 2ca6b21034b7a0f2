import type { Filter, Row } from "../api/types";
import { displayValue, isTime } from "../model/dimensions";
import { isChosen, toggleFilter } from "../model/filters";
import { formatExact, formatValue } from "../model/format";
import { METRICS, type Metric } from "../model/metrics";
import type { Report } from "../model/report";
import { Change } from "../parts/change";

interface Props {
  row: Row;
  report: Report;
  filters: Filter[];
  onFilter: (filters: Filter[]) => void;
}

export function AnswerRow({ row, report, filters, onFilter }: Props) {
  return (
    <tr>
      {report.dimensions.map((dimension, index) => (
        <td key={dimension} className="max-w-72 truncate px-2 py-2 first:pl-5 last:pr-5">
          <Place
            dimension={dimension}
            value={row.dimensions[index] ?? ""}
            {...{ filters, onFilter }}
          />
        </td>
      ))}
      {report.metrics.map((metric, index) => (
        <td
          key={metric}
          className="px-2 py-2 text-right whitespace-nowrap tabular-nums first:pl-5 last:pr-5"
          title={formatExact(row.metrics[index], METRICS[metric].unit)}
        >
          {formatValue(row.metrics[index], METRICS[metric].unit)}
          <Compared row={row} metric={metric} index={index} />
        </td>
      ))}
    </tr>
  );
}

interface PlaceProps {
  dimension: string;
  value: string;
  filters: Filter[];
  onFilter: (filters: Filter[]) => void;
}

/** A time is no filter: the period says when. */
function Place({ dimension, value, filters, onFilter }: PlaceProps) {
  const name = displayValue(dimension, value);
  if (isTime(dimension)) return <span className="whitespace-nowrap">{name}</span>;
  return (
    <button
      type="button"
      title={name}
      aria-pressed={isChosen(filters, dimension, value)}
      className="max-w-full truncate rounded text-left hover:underline aria-pressed:font-semibold aria-pressed:text-accent"
      onClick={() => onFilter(toggleFilter(filters, dimension, value))}
    >
      {name}
    </button>
  );
}

function Compared({ row, metric, index }: { row: Row; metric: Metric; index: number }) {
  if (!row.comparison) return null;
  const before = formatValue(row.comparison.metrics[index], METRICS[metric].unit);
  return (
    <span className="block text-xs text-muted">
      {before}{" "}
      <Change change={row.comparison.change[index]} metric={metric} before={`Before: ${before}`} />
    </span>
  );
}
