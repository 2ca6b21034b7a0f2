import type { Condition, Filter } from "../api/types";
import { dimensionLabel } from "../model/dimensions";
import {
  describeFilter,
  describeValues,
  invertFilter,
  mayInvert,
  OPERATORS,
} from "../model/filters";
import { Icon } from "../parts/icons";

interface Props {
  filter: Filter;
  filters: Filter[];
  onChange: (filters: Filter[]) => void;
  onOpen: () => void;
}

export function FilterChip({ filter, filters, onChange, onOpen }: Props) {
  const name = describeFilter(filter);
  const invert = (condition: Condition) => onChange(invertFilter(filters, condition));
  return (
    <>
      {mayInvert(filter) ? (
        <Invertible filter={filter} name={name} onInvert={() => invert(filter)} />
      ) : null}
      <button
        type="button"
        onClick={onOpen}
        aria-label={`Change: ${name}`}
        title={name}
        className="min-w-0 truncate rounded font-medium hover:underline"
      >
        {mayInvert(filter) ? describeValues(filter[1], filter[2]) : name}
      </button>
      <button
        type="button"
        onClick={() => onChange(filters.filter((other) => other !== filter))}
        aria-label={`Remove: ${name}`}
        className="ml-1 grid size-8 shrink-0 place-items-center rounded-lg text-muted hover:text-ink"
      >
        <Icon name="close" className="size-3.5" />
      </button>
    </>
  );
}

interface InvertibleProps {
  filter: Condition;
  name: string;
  onInvert: () => void;
}

function Invertible({ filter: [operator, dimension], name, onInvert }: InvertibleProps) {
  return (
    <>
      <span className="shrink-0 text-muted">{dimensionLabel(dimension)}</span>
      <button
        type="button"
        onClick={onInvert}
        aria-label={`${name}: turn round`}
        title="Turn round"
        className="mx-1 shrink-0 rounded px-1 text-accent underline decoration-dotted underline-offset-4"
      >
        {OPERATORS[operator]}
      </button>
    </>
  );
}
