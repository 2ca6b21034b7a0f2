// The first page of a project: its numbers over a period, against the period before.

import { useState } from "react";
import type { Project } from "../api/types";
import { LiveCounter } from "../live/live-counter";
import type { Day } from "../model/dates";
import { defaultUnit, unitsFor } from "../model/period";
import { lazyPage } from "../parts/lazy-page";
import { ErrorNotice } from "../parts/notice";
import { Toolbar } from "../view/toolbar";
import { useView } from "../view/use-view";
import { Breakdowns } from "./breakdowns";
import { Footnote } from "./footnote";
import { Headlines } from "./headlines";
import { useHeadlines, useHistory } from "./questions";
import { TimeLine } from "./time-line";
import { UnitPicker } from "./unit-picker";

const Install = lazyPage(() => import("../install/install").then((file) => file.Install));

export function Overview({ project }: { project: Project }) {
  const { data: history, error, refetch } = useHistory(project, 3000);
  /** Who waited for the first event sees it come, and goes on when they like. */
  const [step, setStep] = useState<"unknown" | "install" | "numbers">("unknown");
  if (history && step === "unknown") setStep(history.events ? "numbers" : "install");
  if (error && !history) return <ErrorNotice error={error} onRetry={refetch} />;
  if (!history) return <div className="skeleton h-96" role="status" aria-label="Loading" />;
  if (step === "install") {
    return <Install project={project} onDone={() => setStep("numbers")} />;
  }
  return <Numbers project={project} firstDay={history.firstDay} />;
}

function Numbers({ project, firstDay }: { project: Project; firstDay: Day }) {
  const page = useView(project, firstDay, "previous_period");
  const { view, change, scope, length } = page;
  const { data: headlines, dataUpdatedAt: at } = useHeadlines(scope);
  const units = unitsFor(length);
  const unit = view.unit && units.includes(view.unit) ? view.unit : defaultUnit(length);

  return (
    <div className="space-y-4">
      <Toolbar
        title={project.domain}
        view={page}
        onInterval={() => change({ unit: units[(units.indexOf(unit) + 1) % units.length] })}
      >
        <LiveCounter project={project} />
      </Toolbar>
      <section className="card overflow-hidden" aria-label="Numbers over time">
        <Headlines scope={scope} chosen={view.metric} onChoose={(metric) => change({ metric })} />
        <TimeLine scope={scope} metric={view.metric} unit={unit}>
          <UnitPicker units={units} unit={unit} onChange={(next) => change({ unit: next })} />
        </TimeLine>
      </section>
      <Breakdowns scope={scope} onFilter={(filters) => change({ filters })} />
      <Footnote project={project} answer={headlines} at={at} days={length} />
    </div>
  );
}
