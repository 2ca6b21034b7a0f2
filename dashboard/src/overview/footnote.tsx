// What kind of numbers these are, as their answer says it.

import type { Answer } from "../api/types";
import { type Scope, useHeadlines } from "./questions";

export function Footnote({ scope, days }: { scope: Scope; days: number }) {
  const { data } = useHeadlines(scope);
  return (
    <p className="text-xs text-muted">
      Days and hours are those of {scope.project.timezone}. {data && describe(data.meta, days)}
    </p>
  );
}

function describe(meta: Answer["meta"], days: number): string {
  const percent = ((meta.standard_error ?? 0) * 100).toFixed(1);
  const exactness = meta.exact ? "" : `Visitors are estimated, give or take ${percent}%. `;
  if (meta.visitor_basis === "daily" && days > 1) {
    return `${exactness}Somebody who comes on two days counts as two visitors.`;
  }
  return meta.visitor_basis === "monthly" && days > 28
    ? `${exactness}Somebody who comes in two months counts as two visitors.`
    : exactness;
}
