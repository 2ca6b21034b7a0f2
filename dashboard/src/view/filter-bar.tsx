// The filters of a page, each to change or take away, and the way to another.

import { useState } from "react";
import type { Filter } from "../api/types";
import type { Scope } from "../overview/questions";
import { Icon } from "../parts/icons";
import { FilterChip } from "./filter-chip";
import { FilterDialog } from "./filter-dialog";

interface Props {
  scope: Scope;
  onChange: (filters: Filter[]) => void;
}

export function FilterBar({ scope, onChange }: Props) {
  const { filters } = scope;
  /** Which filter is being changed; one past the last is a new one. */
  const [open, setOpen] = useState<number>();
  return (
    <div className="flex flex-wrap items-center gap-2">
      {filters.length > 0 && (
        <ul aria-label="Filters" className="contents">
          {filters.map((filter, index) => (
            <li
              key={JSON.stringify(filter)}
              className="flex h-8 max-w-full items-center rounded-lg border border-line bg-surface pl-3 text-sm"
            >
              <FilterChip
                filter={filter}
                filters={filters}
                onChange={onChange}
                onOpen={() => setOpen(index)}
              />
            </li>
          ))}
        </ul>
      )}
      <button
        type="button"
        className="button h-8 px-2 text-muted hover:text-ink"
        onClick={() => setOpen(filters.length)}
      >
        <Icon name="plus" className="size-3.5" />
        Add filter
      </button>
      {filters.length > 1 && (
        <button type="button" className="button h-8 px-2 text-accent" onClick={() => onChange([])}>
          Clear all
        </button>
      )}
      {open !== undefined && (
        <FilterDialog
          scope={scope}
          filter={filters[open]}
          onApply={(filter) => onChange(filters.toSpliced(open, 1, filter))}
          onClose={() => setOpen(undefined)}
        />
      )}
    </div>
  );
}
