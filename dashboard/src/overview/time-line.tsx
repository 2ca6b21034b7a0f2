// The chosen number over time.

import type { ReactNode } from "react";
import { TimeChart } from "../charts/time-chart";
import { fileName } from "../model/file-name";
import { type Headline, METRICS } from "../model/metrics";
import type { Unit } from "../model/period";
import { CsvButton } from "../parts/csv-button";
import { ErrorNotice } from "../parts/notice";
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
      {series && <TimeChart series={series} metric={metric} step={unit} />}
    </div>
  );
}
