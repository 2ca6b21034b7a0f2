// A number over time; with another dimension, a line for each of its greatest values.

import type { Answer, Query } from "../api/types";
import { TimeChart } from "../charts/time-chart";
import { localTime } from "../model/dates";
import { displayValue, stepOf } from "../model/dimensions";
import { METRICS, type Metric } from "../model/metrics";
import type { Step } from "../model/period";
import { drawnMetric, type Report } from "../model/report";
import { type Reading, readLines, readSeries, type Series } from "../model/series";
import { base, compared, type Scope, useAnswer } from "../overview/questions";
import { ErrorNotice } from "../parts/notice";
import { currencyOf } from "./currency";
import { Note } from "./drawing";

const LINES = 6;
const MOST_POINTS = 2000;
const EVERYTHING = { limit: 10_000 };

interface Props {
  scope: Scope;
  report: Report;
  time: string;
  by: string | undefined;
  kind: "line" | "bars";
}

export function OverTime({ scope, report, time, by, kind }: Props) {
  const metric = drawnMetric(report);
  const { answer, values, error, waits } = useOverTime(scope, metric, time, by);
  const step = stepOf(time);
  if (error) return <ErrorNotice error={error} />;
  if (!answer || !step)
    return <div className="skeleton mt-3 h-64" role="status" aria-label="Loading" />;
  const reading = readingOf(answer, metric, scope, step);
  const series: Series = by
    ? readLines(answer, reading, 1, values, (value) => displayValue(by, value))
    : readSeries(answer, reading);
  if (series.labels.length > MOST_POINTS) {
    return <Note>Too many points to draw. Choose longer steps, or a shorter period.</Note>;
  }
  if (series.lines.length === 0) return <Note>Nothing in this period.</Note>;
  return (
    <div className={`mt-3 ${waits ? "opacity-60" : ""}`}>
      <TimeChart series={series} metric={metric} step={step} shape={kind} />
      {reading.currency && <Note>Amounts in {reading.currency}.</Note>}
    </div>
  );
}

const readingOf = (answer: Answer, metric: Metric, scope: Scope, step: Step): Reading => ({
  metric: 0,
  time: 0,
  currency: currencyOf(answer, 0),
  empty: ["count", "money"].includes(METRICS[metric].unit) ? 0 : null,
  now: localTime(new Date(), scope.project.timezone),
  step,
});

/** First which values are the greatest, where there is another dimension; then their numbers over time. */
function useOverTime(scope: Scope, metric: Metric, time: string, by: string | undefined) {
  const top = useAnswer(
    {
      ...base(scope),
      metrics: [metric],
      dimensions: by ? [by] : [],
      order_by: [[metric, "desc"]],
      pagination: { limit: LINES },
    },
    by !== undefined,
  );
  const values = top.data?.results.map(({ dimensions }) => dimensions[0] ?? "") ?? [];
  const query: Query = {
    ...base(scope),
    metrics: [metric],
    dimensions: by ? [time, by] : [time],
    filters: by ? [...scope.filters, ["is", by, values]] : scope.filters,
    include: { time_labels: true, ...(by ? {} : compared(scope)) },
    pagination: EVERYTHING,
  };
  const lines = useAnswer(query, by === undefined || values.length > 0);
  const nothing = by !== undefined && top.data && values.length === 0;
  return {
    answer: nothing ? top.data : lines.data,
    values,
    error: top.error ?? lines.error,
    waits: top.isPlaceholderData || lines.isPlaceholderData,
  };
}
