// The head of every page of numbers: what it is, when, compared with what, and only where.

import { type ReactNode, useState } from "react";
import { useLocation } from "wouter";
import { ComparePicker } from "./compare-picker";
import { FilterBar } from "./filter-bar";
import { KeysHelp } from "./keys-help";
import { PeriodPicker } from "./period-picker";
import { PERIOD_KEYS, useKeys } from "./shortcuts";
import type { useView } from "./use-view";

interface Props {
  title: string;
  view: ReturnType<typeof useView>;
  /** Pages that show no comparison offer none. */
  compares?: boolean;
  /** What the key for another length of buckets does. */
  onInterval?: () => void;
  children?: ReactNode;
}

export function Toolbar({ title, view, compares = true, onInterval, children }: Props) {
  const { scope, change, picker, comparing } = view;
  const [help, setHelp] = useState(false);
  const [, navigate] = useLocation();
  useKeys((key) => {
    const period = PERIOD_KEYS[key];
    const { before, after, days } = picker;
    const next = { arrowleft: before, arrowright: after, c: days }[key] ?? period;
    if (next) picker.onChange(next);
    if (key === "x" && compares) {
      comparing.onChange(comparing.compare === "none" ? "previous_period" : "none");
    }
    if (key === "i") onInterval?.();
    if (key === "escape" && scope.filters.length) change({ filters: [] });
    if (key === "r") navigate(`/projects/${scope.project.id}/live`);
    if (key === "?") setHelp(true);
  });
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <h1 className="mr-auto min-w-0 truncate text-xl font-semibold tracking-tight">{title}</h1>
        {children}
        <PeriodPicker {...picker} />
        {compares && <ComparePicker {...comparing} />}
        <button
          type="button"
          className="button button-quiet w-9 px-0 max-lg:hidden"
          aria-label="Keys"
          title="Keys (?)"
          onClick={() => setHelp(true)}
        >
          ?
        </button>
      </div>
      <FilterBar scope={scope} onChange={(filters) => change({ filters })} />
      {help && <KeysHelp onClose={() => setHelp(false)} />}
    </>
  );
}
