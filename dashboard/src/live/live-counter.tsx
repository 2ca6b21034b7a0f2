import { Link } from "wouter";
import type { Project } from "../api/types";
import { formatValue } from "../model/format";
import { Dot } from "./dot";
import { useLive } from "./use-live";

/** How many are there now; leads to the live page. */
export function LiveCounter({ project }: { project: Project }) {
  const { snapshot, connected } = useLive(project.id);
  return (
    <Link
      href={`/projects/${project.id}/live`}
      className={`button button-quiet ${connected ? "" : "text-muted"}`}
      title={connected ? "Visitors of the last five minutes" : "Connecting…"}
    >
      <Dot connected={connected} />
      {snapshot ? (
        <span className="tabular-nums">{visitorsNow(snapshot.visitors)}</span>
      ) : (
        <span>Live</span>
      )}
    </Link>
  );
}

const visitorsNow = (count: number): string =>
  `${formatValue(count, "count")} ${count === 1 ? "visitor" : "visitors"} now`;
