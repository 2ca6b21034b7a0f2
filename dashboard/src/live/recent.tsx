// The last half hour: what was looked at in each minute, and where its visitors came from.

import { useEffect, useState } from "react";
import type { DateRange, Project, Query } from "../api/types";
import { TimeChart } from "../charts/time-chart";
import { localTime } from "../model/dates";
import { readSeries } from "../model/series";
import { lastMinutes } from "../model/span";
import { useAnswer } from "../overview/questions";
import { ErrorNotice } from "../parts/notice";
import { Rank, Ranking } from "./ranking";

const MINUTES = 30;
const EVERY = 15_000;
const FEW = 8;

export function Minutes({ project }: { project: Project }) {
  const { data, error, refetch } = useAnswer({
    ...useRecent(project),
    metrics: ["pageviews"],
    dimensions: ["time:minute"],
    include: { time_labels: true },
  });
  const now = localTime(new Date(), project.timezone);
  return (
    <section className="card p-4" aria-label="Page views by the minute">
      <h2 className="mb-3 text-sm font-semibold">Page views in the last {MINUTES} minutes</h2>
      {error && !data && <ErrorNotice error={error} onRetry={refetch} />}
      {!error && !data && <div className="skeleton h-64" />}
      {data && (
        <TimeChart
          series={readSeries(data, { metric: 0, time: 0, empty: 0, now, step: "minute" })}
          metric="pageviews"
          step="minute"
          shape="bars"
        />
      )}
    </section>
  );
}

export function Sources({ project }: { project: Project }) {
  const { data } = useAnswer({
    ...useRecent(project),
    metrics: ["visitors"],
    dimensions: ["visit:source"],
    order_by: [["visitors", "desc"]],
    pagination: { limit: FEW },
  });
  const rows = (data?.results ?? []).map(({ dimensions, metrics }) => ({
    name: dimensions[0] ?? "",
    visitors: Number(metrics[0]),
  }));
  const all = rows.reduce((sum, { visitors }) => sum + visitors, 0);
  if (!rows.length) return null;
  return (
    <Ranking title="Sources" lead={`In the last ${MINUTES} minutes`}>
      {rows.map(({ name, visitors }) => (
        <Rank key={name} name={name} visitors={visitors} of={all} />
      ))}
    </Ranking>
  );
}

/** Asked anew several times a minute: each time is another question. */
function useRecent(project: Project): Pick<Query, "project" | "date_range"> {
  const [date_range, setRange] = useState<DateRange>(() => lastMinutes(MINUTES, new Date()));
  useEffect(() => {
    const timer = setInterval(() => setRange(lastMinutes(MINUTES, new Date())), EVERY);
    return () => clearInterval(timer);
  }, []);
  return { project: project.id, date_range };
}
