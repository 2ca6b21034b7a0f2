// What happened, by name, and which of it counts as a goal.

import { useState } from "react";
import type { Project } from "../api/types";
import type { Day } from "../model/dates";
import { useHistory } from "../overview/questions";
import { ErrorNotice } from "../parts/notice";
import { Toolbar } from "../view/toolbar";
import { useView } from "../view/use-view";
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
  const page = useView(project, firstDay);
  const { scope } = page;
  const [draft, setDraft] = useState<GoalDraft>();
  return (
    <div className="space-y-4">
      <Toolbar title="Events" view={page} compares={false} />
      <Goals scope={scope} onDraft={setDraft} />
      <EventTable scope={scope} onDraft={setDraft} />
      {draft && (
        <GoalDialog project={project.id} draft={draft} onClose={() => setDraft(undefined)} />
      )}
    </div>
  );
}
