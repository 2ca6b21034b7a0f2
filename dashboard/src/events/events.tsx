// What happened, by name, and which of it counts as a goal.

import { useState } from "react";
import type { Project } from "../api/types";
import type { Day } from "../model/dates";
import { FilterChips } from "../overview/filter-chips";
import { PeriodPicker } from "../overview/period-picker";
import { useHistory } from "../overview/questions";
import { useView } from "../overview/use-view";
import { ErrorNotice } from "../parts/notice";
import { EventTable } from "./event-table";
import { GoalDialog, type GoalDraft } from "./goal-dialog";
import { Goals } from "./goals";

export function Events({ project }: { project: Project }) {
  const { data: history, error, refetch } = useHistory(project);
  if (error && !history) return <ErrorNotice error={error} onRetry={refetch} />;
  if (!history) return <div className="skeleton h-96" role="status" aria-label="Loading" />;
  return <Numbers project={project} firstDay={history.firstDay} />;
}

function Numbers({ project, firstDay }: { project: Project; firstDay: Day }) {
  const { view, change, scope, picker } = useView(project, firstDay);
  const [draft, setDraft] = useState<GoalDraft>();
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-center gap-2">
        <h1 className="mr-auto text-xl font-semibold tracking-tight">Events</h1>
        <PeriodPicker {...picker} />
      </div>
      <FilterChips filters={view.filters} onChange={(filters) => change({ filters })} />
      <Goals scope={scope} onDraft={setDraft} />
      <EventTable scope={scope} onDraft={setDraft} />
      {draft && (
        <GoalDialog project={project.id} draft={draft} onClose={() => setDraft(undefined)} />
      )}
    </div>
  );
}
