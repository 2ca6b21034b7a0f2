import { useState } from "react";
import type { Answer, Goal } from "../api/types";
import { mayManage } from "../app-context";
import { fileName } from "../model/file-name";
import { formatExact, formatValue } from "../model/format";
import { breakdownQuery, type Panel, type Scope, useBreakdown } from "../overview/questions";
import { CsvButton } from "../parts/csv-button";
import { ErrorNotice } from "../parts/notice";
import { Pager } from "../parts/pager";
import { Empty, Section, Waiting } from "../parts/section";
import { Cell, Table } from "../parts/table";
import { rateOf, useConversions } from "./conversions";
import type { GoalDraft } from "./goal-dialog";
import { useGoals } from "./goals-data";

const PANEL: Panel = { dimension: "event:name", metrics: ["events", "visitors"] };
const LIMIT = 50;
const COLUMNS = [
  { label: "Event" },
  { label: "Events", className: "w-20 text-right" },
  { label: "Visitors", className: "w-20 text-right" },
  { label: "Conversion rate", className: "w-36 text-right max-sm:w-24" },
];

interface Props {
  scope: Scope;
  onDraft: (draft: GoalDraft) => void;
}

export function EventTable({ scope, onDraft }: Props) {
  return (
    <Section
      title="Events by name"
      lead="Everything that was sent in this period. Whatever is a goal shows its conversion rate."
      actions={
        <CsvButton
          what="events by name"
          query={breakdownQuery(scope, PANEL)}
          file={fileName(scope.project.domain, "events", scope.dateRange)}
        />
      }
    >
      <Rows key={JSON.stringify([scope.dateRange, scope.filters])} {...{ scope, onDraft }} />
    </Section>
  );
}

function Rows({ scope, onDraft }: Props) {
  const [offset, setOffset] = useState(0);
  const { data, error, isPlaceholderData, refetch } = useBreakdown(scope, PANEL, {
    limit: LIMIT,
    offset,
  });
  if (error && !data) return <ErrorNotice error={error} onRetry={refetch} />;
  if (!data) return <Waiting />;
  if (data.results.length === 0) return <Empty>Nothing in this period.</Empty>;
  return (
    <>
      <Table label="Events by name" columns={COLUMNS} dimmed={isPlaceholderData}>
        {data.results.map((row) => (
          <EventRow key={row.dimensions[0]} row={row} scope={scope} onDraft={onDraft} />
        ))}
      </Table>
      <Pager
        offset={offset}
        limit={LIMIT}
        total={data.meta.total_rows ?? data.results.length}
        onMove={setOffset}
      />
    </>
  );
}

function EventRow({ row, scope, onDraft }: Props & { row: Answer["results"][number] }) {
  const name = row.dimensions[0] ?? "";
  const { data: goals } = useGoals(scope.project.id);
  const goal = goals && goalOf(goals.items, name);
  return (
    <tr>
      <Cell className="truncate font-medium" title={name}>
        {name}
      </Cell>
      {row.metrics.map((value, index) => (
        <Cell
          // biome-ignore lint/suspicious/noArrayIndexKey: a column's place is what it is
          key={index}
          className="text-right tabular-nums"
          title={formatExact(value, "count")}
        >
          {formatValue(value, "count")}
        </Cell>
      ))}
      <Cell className="text-right tabular-nums">
        {goal && <Rate scope={scope} goal={goal} />}
        {goals && !goal && mayManage() && (
          <button
            type="button"
            className="rounded text-xs text-accent hover:underline"
            aria-label={`Make a goal of ${name}`}
            onClick={() => onDraft({ name, kind: "event", match: name, value: null })}
          >
            Make a goal
          </button>
        )}
      </Cell>
    </tr>
  );
}

function Rate({ scope, goal }: { scope: Scope; goal: Goal }) {
  const { data } = useConversions(scope);
  return formatValue(rateOf(data, goal).rate, "percent");
}

const goalOf = (goals: Goal[], event: string): Goal | undefined =>
  goals.find((goal) => goal.kind === "event" && goal.match === event);
