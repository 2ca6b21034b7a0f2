// A bar for each row that the table shows, and one for what it is compared with.

import type { Answer, Row } from "../api/types";
import { displayValue } from "../model/dimensions";
import { formatExact } from "../model/format";
import { METRICS, toNumber } from "../model/metrics";
import { drawnMetric, type Report } from "../model/report";
import { currencyOf } from "./currency";

const MOST = 20;

export function Bars({ report, answer }: { report: Report; answer: Answer }) {
  const metric = drawnMetric(report);
  const index = report.metrics.indexOf(metric);
  const currency = currencyOf(answer, index);
  const read = (values: Row["metrics"] | undefined) => toNumber(values?.[index], currency) ?? 0;
  const rows = answer.results.slice(0, MOST);
  const most = Math.max(
    ...rows.flatMap((row) => [read(row.metrics), read(row.comparison?.metrics)]),
  );
  const width = (value: number) => `${(100 * Math.max(value, 0)) / (most || 1)}%`;
  const nameOf = (row: Row) =>
    row.dimensions
      .map((value, place) => displayValue(report.dimensions[place] ?? "", value))
      .join(" · ") || "All";
  return (
    <ul
      className="mt-3 grid grid-cols-[minmax(0,2fr)_minmax(0,5fr)_auto] gap-x-3 gap-y-2 text-sm"
      aria-label={`${METRICS[metric].label}, bars`}
    >
      {rows.map((row) => (
        <li key={nameOf(row)} className="col-span-3 grid grid-cols-subgrid items-center">
          <span className="truncate" title={nameOf(row)}>
            {nameOf(row)}
          </span>
          <span className="space-y-0.5">
            <span
              className="block h-4 rounded-sm bg-line-1"
              style={{ width: width(read(row.metrics)) }}
            />
            {row.comparison && (
              <span
                className="block h-1.5 rounded-sm bg-muted"
                style={{ width: width(read(row.comparison.metrics)) }}
              />
            )}
          </span>
          <span className="text-right tabular-nums">
            {formatExact(row.metrics[index], METRICS[metric].unit)}
          </span>
        </li>
      ))}
    </ul>
  );
}
