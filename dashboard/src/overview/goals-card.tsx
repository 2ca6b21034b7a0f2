import { Link } from "wouter";
import type { Filter } from "../api/types";
import { useGoals } from "../events/goals-data";
import { Breakdown } from "./breakdown";
import type { Scope } from "./questions";
import type { Tab } from "./tabs";

const TABS: Tab[] = [
  {
    label: "Goals",
    dimension: "event:goal",
    metrics: ["visitors", "conversion_rate"],
    further: [],
  },
];

interface Props {
  scope: Scope;
  onFilter: (filters: Filter[]) => void;
}

export function GoalsCard({ scope, onFilter }: Props) {
  const { data } = useGoals(scope.project.id);
  const define = (
    <span>
      No goals yet.{" "}
      <Link href={`/projects/${scope.project.id}/events`} className="text-accent underline">
        Say what counts as one
      </Link>
      .
    </span>
  );
  const empty = data?.total === 0 ? define : "No goal was reached in this period.";
  return <Breakdown title="Goals" tabs={TABS} wide {...{ empty, scope, onFilter }} />;
}
