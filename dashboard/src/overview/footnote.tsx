// What kind of numbers these are, as their answer says it.

import type { Answer, Project } from "../api/types";
import { localTime } from "../model/dates";
import { formatDay } from "../model/format";

interface Props {
  project: Project;
  answer: Answer | undefined;
  /** When the answer came. */
  at: number;
  /** How many the period has. */
  days: number;
}

export function Footnote({ project, answer, at, days }: Props) {
  return (
    <p className="text-xs text-muted">
      {[
        `Days and hours are those of ${project.timezone}.`,
        ...(answer
          ? [asOf(at, project), compared(answer), exactness(answer), people(answer, days)]
          : []),
      ].join(" ")}
    </p>
  );
}

const asOf = (at: number, { timezone }: Project): string =>
  `As of ${localTime(new Date(at), timezone).slice(11, 16)}.`;

function compared({ query: { comparison_date_range: range } }: Answer): string {
  if (!range) return "";
  const [from, to] = range.map((instant) => formatDay(instant.slice(0, 10)));
  return `Compared with ${from === to ? from : `${from} to ${to}`}.`;
}

const SOURCES: Record<string, string> = {
  raw: "Counted from every single event",
  rollup: "Read from hourly and daily summaries",
  mixed: "Read from hourly and daily summaries, and counted from the latest events",
};

function exactness({ meta }: Answer): string {
  const source = SOURCES[meta.source] ?? meta.source;
  if (meta.exact) return `${source}: exact.`;
  const percent = ((meta.standard_error ?? 0) * 100).toFixed(1);
  return `${source}; visitors are estimated, give or take ${percent}%.`;
}

function people({ meta }: Answer, days: number): string {
  if (meta.visitor_basis === "daily" && days > 1) {
    return "Somebody who comes on two days counts as two visitors.";
  }
  return meta.visitor_basis === "monthly" && days > 28
    ? "Somebody who comes in two months counts as two visitors."
    : "";
}
