import type { Filter } from "../api/types";
import { dimensionLabel, displayValue } from "../model/values";
import { invertFilter, mayInvert } from "../model/view";
import { Icon } from "../parts/icons";

interface Props {
  filters: Filter[];
  onChange: (filters: Filter[]) => void;
}

export function FilterChips({ filters, onChange }: Props) {
  if (filters.length === 0) return null;
  return (
    <ul aria-label="Filters" className="flex flex-wrap gap-2">
      {filters.map((filter) => (
        <li
          key={filter.join(",")}
          className="flex h-8 max-w-full items-center rounded-lg border border-line bg-surface pl-3 text-sm"
        >
          <Chip filter={filter} filters={filters} onChange={onChange} />
        </li>
      ))}
      {filters.length > 1 && (
        <li>
          <button type="button" className="button h-8 text-accent" onClick={() => onChange([])}>
            Clear all
          </button>
        </li>
      )}
    </ul>
  );
}

function Chip({ filter, filters, onChange }: Props & { filter: Filter }) {
  const [operator, dimension, [value]] = filter;
  const words = operator === "is" ? "is" : "is not";
  const name = `${dimensionLabel(dimension)} ${words} ${displayValue(dimension, value)}`;
  return (
    <>
      <span className="text-muted">{dimensionLabel(dimension)}</span>
      {mayInvert(filter) ? (
        <button
          type="button"
          onClick={() => onChange(invertFilter(filters, filter))}
          aria-label={`${name}: turn round`}
          title="Turn round"
          className="mx-1 rounded px-1 text-accent underline decoration-dotted underline-offset-4"
        >
          {words}
        </button>
      ) : (
        <span className="mx-2 text-muted">{words}</span>
      )}
      <span className="truncate font-medium">{displayValue(dimension, value)}</span>
      <button
        type="button"
        onClick={() => onChange(filters.filter((other) => other !== filter))}
        aria-label={`Remove: ${name}`}
        className="ml-1 grid size-8 place-items-center rounded-lg text-muted hover:text-ink"
      >
        <Icon name="close" className="size-3.5" />
      </button>
    </>
  );
}
