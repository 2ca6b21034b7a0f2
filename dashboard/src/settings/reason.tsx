import type { ReactNode } from "react";
import { formatExact } from "../model/format";
import { Icon } from "../parts/icons";

interface Props {
  name: string;
  count: number;
  /** Of all of its kind, from 0 to 1. */
  share: number;
  /** When it happened for the last time. */
  last?: string | undefined;
  children: ReactNode;
}

/** Why events are in no number, and what is known of them once it is opened. */
export const Reason = ({ name, count, share, last, children }: Props) => (
  <details className="group text-sm">
    <summary className="relative flex cursor-pointer list-none items-center gap-3 px-5 py-2.5 -outline-offset-2">
      <span
        className="absolute inset-y-1 left-0 rounded-r-md bg-bar"
        style={{ width: `${Math.max(share * 100, 1)}%` }}
      />
      <Icon
        name="chevron"
        className="relative -ml-1 size-3.5 -rotate-90 text-muted group-open:rotate-0"
      />
      <span className="relative mr-auto font-medium">{name}</span>
      {last && <span className="relative text-xs text-muted max-sm:hidden">last {last}</span>}
      <span className="relative tabular-nums">{formatExact(count, "count")}</span>
    </summary>
    {children}
  </details>
);
