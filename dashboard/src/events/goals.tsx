import { useState } from "react";
import type { Goal } from "../api/types";
import { api, mayManage } from "../app-context";
import { formatValue } from "../model/format";
import type { Scope } from "../overview/questions";
import { Confirm } from "../parts/confirm";
import { Icon } from "../parts/icons";
import { ErrorNotice } from "../parts/notice";
import { Empty, Section, Waiting } from "../parts/section";
import { Cell, RowButton, Table } from "../parts/table";
import { rateOf, useConversions } from "./conversions";
import { EMPTY, type GoalDraft } from "./goal-dialog";
import { goalsChanged, useGoals } from "./goals-data";

const NUMBERS = [
  { label: "Goal" },
  { label: "Reached by", className: "max-sm:hidden" },
  { label: "Value", className: "w-28 text-right max-lg:hidden" },
  { label: "Visitors", className: "w-20 text-right" },
  { label: "Conversion", className: "w-24 text-right" },
];
const ACTIONS = { label: "Change or delete", className: "w-24", hidden: true };

interface Props {
  scope: Scope;
  onDraft: (draft: GoalDraft) => void;
}

export function Goals({ scope, onDraft }: Props) {
  const create = mayManage() && (
    <button type="button" className="button button-primary" onClick={() => onDraft(EMPTY)}>
      <Icon name="plus" />
      New goal
    </button>
  );
  return (
    <Section
      title="Goals"
      lead="Events and pages that count as a success. They count for the past too."
      actions={create}
    >
      <Rows scope={scope} onDraft={onDraft} />
    </Section>
  );
}

function Rows({ scope, onDraft }: Props) {
  const { data, error, refetch } = useGoals(scope.project.id);
  const [doomed, setDoomed] = useState<Goal>();
  if (error && !data) return <ErrorNotice error={error} onRetry={refetch} />;
  if (!data) return <Waiting />;
  if (data.items.length === 0) return <Empty>No goals yet.</Empty>;
  const project = scope.project.id;
  const remove = async (goal: Goal) => {
    await api.deleteGoal(project, goal.id);
    await goalsChanged(project);
  };
  return (
    <>
      <Table label="Goals" columns={mayManage() ? [...NUMBERS, ACTIONS] : NUMBERS}>
        {data.items.map((goal) => (
          <GoalRow key={goal.id} {...{ goal, scope, onDraft }} onDelete={() => setDoomed(goal)} />
        ))}
      </Table>
      {doomed && (
        <Confirm
          title={`Delete ${doomed.name}?`}
          action="Delete goal"
          onConfirm={() => remove(doomed)}
          onClose={() => setDoomed(undefined)}
        >
          Its conversions are no longer shown. The events that reached it stay.
        </Confirm>
      )}
    </>
  );
}

function GoalRow({ goal, scope, onDraft, onDelete }: Props & { goal: Goal; onDelete: () => void }) {
  const { data } = useConversions(scope);
  const { visitors, rate } = rateOf(data, goal);
  return (
    <tr>
      <Cell className="truncate font-medium" title={goal.name}>
        {goal.name}
      </Cell>
      <Cell className="truncate text-muted max-sm:hidden" title={goal.match}>
        {goal.kind === "event" ? "Event" : "Page"} <code className="text-xs">{goal.match}</code>
      </Cell>
      <Cell className="text-right text-muted tabular-nums max-lg:hidden">{goal.value ?? "–"}</Cell>
      <Cell className="text-right tabular-nums">{formatValue(visitors, "count")}</Cell>
      <Cell className="text-right tabular-nums">{formatValue(rate, "percent")}</Cell>
      {mayManage() && (
        <Cell className="text-right whitespace-nowrap">
          <RowButton label={`Change ${goal.name}`} onClick={() => onDraft(goal)}>
            <Icon name="edit" />
          </RowButton>
          <RowButton label={`Delete ${goal.name}`} onClick={onDelete}>
            <Icon name="trash" />
          </RowButton>
        </Cell>
      )}
    </tr>
  );
}
