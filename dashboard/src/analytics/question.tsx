// What is asked: numbers, and by what. Rules that it breaks stand beside the part that breaks them.

import type { ProblemError } from "../api/problem";
import type { Report } from "../model/report";
import { DimensionPickers } from "./dimension-pickers";
import { MetricPicker } from "./metric-picker";

const FIELDS = ["metrics", "dimensions", "filters", "date_range", "include", "order_by"];

interface Props {
  report: Report;
  problem: ProblemError | undefined;
  onAsk: (part: Partial<Report>) => void;
}

export function Question({ report, problem, onAsk }: Props) {
  const elsewhere = FIELDS.slice(2).flatMap((field) => problem?.allAbout(field) ?? []);
  return (
    <section className="card divide-y divide-line" aria-label="Question">
      <MetricPicker
        metrics={report.metrics}
        errors={problem?.allAbout("metrics") ?? []}
        onChange={(metrics) => onAsk({ metrics })}
      />
      <DimensionPickers
        dimensions={report.dimensions}
        errors={problem?.allAbout("dimensions") ?? []}
        onChange={(dimensions) => onAsk({ dimensions })}
      />
      {elsewhere.length > 0 && (
        <div className="px-4 pb-4">
          <Faults errors={elsewhere} />
        </div>
      )}
    </section>
  );
}

/** Whether each rule that was broken is shown at a part of the question. */
export const isTold = (problem: ProblemError): boolean =>
  FIELDS.some((field) => problem.allAbout(field).length > 0);

export function Faults({ errors }: { errors: string[] }) {
  if (errors.length === 0) return null;
  return (
    <div role="alert" className="mt-2 space-y-1 text-xs break-words text-bad">
      {errors.map((error) => (
        <p key={error}>{error}</p>
      ))}
    </div>
  );
}
