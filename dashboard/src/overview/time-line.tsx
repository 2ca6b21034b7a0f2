// The chosen number over time, drawn, and as a table for those who do not see the drawing.

import type { ReactNode } from "react";
import { fileName } from "../model/file-name";
import { describeBucket, formatExact } from "../model/format";
import { type Headline, METRICS } from "../model/metrics";
import type { Unit } from "../model/period";
import type { Series } from "../model/series";
import { CsvButton } from "../parts/csv-button";
import { ErrorNotice } from "../parts/notice";
import { Chart } from "./chart";
import { type Scope, seriesQuery, useSeries } from "./questions";

interface Props {
  scope: Scope;
  metric: Headline;
  unit: Unit;
  children: ReactNode;
}

export function TimeLine({ scope, metric, unit, children }: Props) {
  const { series, error, isPlaceholderData, refetch } = useSeries(scope, metric, unit);
  return (
    <div className={`p-4 ${isPlaceholderData ? "opacity-60" : ""}`}>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-sm font-semibold">{METRICS[metric].label}</h2>
        <div className="flex items-center gap-2">
          {children}
          <CsvButton
            what={`${METRICS[metric].label} over time`}
            query={seriesQuery(scope, metric, unit)}
            file={fileName(scope.project.domain, metric, scope.dateRange)}
          />
        </div>
      </div>
      {error && !series && <ErrorNotice error={error} onRetry={refetch} />}
      {!error && !series && <div className="skeleton h-64" role="status" aria-label="Loading" />}
      {series && (
        <>
          <Chart series={series} metric={metric} unit={unit} />
          <Legend series={series} />
          <Table series={series} metric={metric} unit={unit} />
        </>
      )}
    </div>
  );
}

function Legend({ series }: { series: Series }) {
  if (!series.previous) return null;
  return (
    <p aria-hidden="true" className="mt-2 flex gap-4 text-xs text-muted">
      <span className="flex items-center gap-1.5">
        <span className="h-0.5 w-4 rounded bg-accent" /> This period
      </span>
      <span className="flex items-center gap-1.5">
        <span className="w-4 border-t-2 border-dotted border-muted" /> The period before
      </span>
    </p>
  );
}

interface TableProps {
  series: Series;
  metric: Headline;
  unit: Unit;
}

function Table({ series, metric, unit }: TableProps) {
  const write = (value: number | null | undefined) => formatExact(value, METRICS[metric].unit);
  return (
    <div className="sr-only">
      <table>
        <caption>{METRICS[metric].label} over time</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">This period</th>
            {series.previous && <th scope="col">The period before</th>}
          </tr>
        </thead>
        <tbody>
          {series.labels.map((label, index) => (
            <tr key={label}>
              <th scope="row">{describeBucket(label, unit)}</th>
              <td>{write(series.values[index])}</td>
              {series.previous && <td>{write(series.previous[index])}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
