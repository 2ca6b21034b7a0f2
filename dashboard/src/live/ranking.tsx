import type { ReactNode } from "react";
import { formatValue } from "../model/format";

interface RankingProps {
  title: string;
  lead?: string;
  children: ReactNode[];
}

/** The greatest first, each with its part of all. */
export function Ranking({ title, lead, children }: RankingProps) {
  return (
    <section className="card p-2" aria-label={title}>
      <h2 className="px-2 pt-2 pb-1 text-sm font-semibold">{title}</h2>
      {lead && <p className="px-2 pb-1 text-xs text-muted">{lead}</p>}
      {children.length ? (
        <ul>{children}</ul>
      ) : (
        <p className="p-2 text-sm text-muted">Nobody is there now.</p>
      )}
    </section>
  );
}

export function Rank({ name, visitors, of }: { name: string; visitors: number; of: number }) {
  return (
    <li className="relative flex h-9 items-center gap-3 px-2 text-sm">
      <span
        className="absolute inset-y-0.5 left-0 rounded-md bg-bar transition-[width] motion-reduce:transition-none"
        style={{ width: `${(visitors / Math.max(of, 1)) * 100}%` }}
      />
      <span className="relative min-w-0 grow truncate" title={name}>
        {name}
      </span>
      <span className="relative tabular-nums">{formatValue(visitors, "count")}</span>
    </li>
  );
}
