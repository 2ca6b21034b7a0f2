// One of the numbers, drawn: over time where a time is among the dimensions, else as bars.

import type { ReactNode } from "react";
import type { Answer } from "../api/types";
import { METRICS } from "../model/metrics";
import { CHARTS, type ChartKind, chartOf, drawnMetric, type Report, timeOf } from "../model/report";
import type { Scope } from "../overview/questions";
import { Select } from "../parts/select";
import { Bars } from "./bars";
import { OverTime } from "./over-time";

interface Props {
  scope: Scope;
  report: Report;
  answer: Answer;
  onAsk: (part: Partial<Report>) => void;
}

export function Drawing({ scope, report, answer, onAsk }: Props) {
  const kind = chartOf(report);
  return (
    <section className="card p-4" aria-label="Chart">
      <div className="flex flex-wrap items-center justify-end gap-2">
        <h2 className="mr-auto font-semibold">{METRICS[drawnMetric(report)].label}</h2>
        {kind !== "none" && report.metrics.length > 1 && (
          <Select
            label="Number drawn"
            value={drawnMetric(report)}
            onChange={(event) =>
              onAsk({ drawn: report.metrics.find((metric) => metric === event.target.value) })
            }
          >
            {report.metrics.map((metric) => (
              <option key={metric} value={metric}>
                {METRICS[metric].label}
              </option>
            ))}
          </Select>
        )}
        <Select
          label="Chart"
          value={kind}
          onChange={(event) => onAsk({ chart: event.target.value as ChartKind })}
        >
          {Object.entries(CHARTS).map(([name, label]) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </Select>
      </div>
      {kind !== "none" && <Drawn {...{ scope, report, answer, kind }} />}
    </section>
  );
}

function Drawn({ scope, report, answer, kind }: Omit<Props, "onAsk"> & { kind: "line" | "bars" }) {
  const time = timeOf(report);
  const others = report.dimensions.filter((dimension) => dimension !== time);
  if (!time && kind === "line") {
    return <Note>Lines run over time: add a time to the dimensions, or choose bars.</Note>;
  }
  if (!time) return <Bars report={report} answer={answer} />;
  if (others.length > 1) return <Note>Beside the time, one dimension can be drawn.</Note>;
  return <OverTime {...{ scope, report, time, kind }} by={others[0]} />;
}

export const Note = ({ children }: { children: ReactNode }) => (
  <p className="mt-3 text-sm text-muted">{children}</p>
);
