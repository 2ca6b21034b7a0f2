// The first page of a project: its numbers over a period, against the period before.

import type { Project } from "../api/types";
import { LiveCounter } from "../live/live-counter";
import type { Day } from "../model/dates";
import { defaultUnit, unitsFor } from "../model/period";
import { Install } from "../pages/install";
import { ErrorNotice } from "../parts/notice";
import { Breakdowns } from "./breakdowns";
import { FilterChips } from "./filter-chips";
import { Footnote } from "./footnote";
import { Headlines } from "./headlines";
import { PeriodPicker } from "./period-picker";
import { useHistory } from "./questions";
import { TimeLine } from "./time-line";
import { UnitPicker } from "./unit-picker";
import { useView } from "./use-view";

export function Overview({ project }: { project: Project }) {
  const { data: history, error, refetch } = useHistory(project, 3000);
  if (error && !history) return <ErrorNotice error={error} onRetry={refetch} />;
  if (!history) return <div className="skeleton h-96" role="status" aria-label="Loading" />;
  if (history.events === 0) return <Install project={project} />;
  return <Numbers project={project} firstDay={history.firstDay} />;
}

function Numbers({ project, firstDay }: { project: Project; firstDay: Day }) {
  const { view, change, scope, length, picker } = useView(project, firstDay);
  const units = unitsFor(length);
  const unit = view.unit && units.includes(view.unit) ? view.unit : defaultUnit(length);

  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-center gap-2">
        <h1 className="mr-auto min-w-0 truncate text-xl font-semibold tracking-tight">
          {project.domain}
        </h1>
        <LiveCounter project={project} />
        <PeriodPicker {...picker} />
      </div>
      <FilterChips filters={view.filters} onChange={(filters) => change({ filters })} />
      <section className="card overflow-hidden" aria-label="Numbers over time">
        <Headlines scope={scope} chosen={view.metric} onChoose={(metric) => change({ metric })} />
        <TimeLine scope={scope} metric={view.metric} unit={unit}>
          <UnitPicker units={units} unit={unit} onChange={(next) => change({ unit: next })} />
        </TimeLine>
      </section>
      <Breakdowns scope={scope} onFilter={(filters) => change({ filters })} />
      <Footnote scope={scope} days={length} />
    </div>
  );
}
