import type { Unit } from "../model/period";

const LABELS: Record<Unit, string> = { hour: "Hours", day: "Days", week: "Weeks", month: "Months" };

interface Props {
  units: Unit[];
  unit: Unit;
  onChange: (unit: Unit) => void;
}

export function UnitPicker({ units, unit, onChange }: Props) {
  if (units.length < 2) return null;
  return (
    <fieldset className="flex rounded-lg border border-line p-0.5">
      <legend className="sr-only">Draw by</legend>
      {units.map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={one === unit}
          onClick={() => onChange(one)}
          className="h-7 rounded-md px-2.5 text-xs font-medium text-muted hover:text-ink aria-pressed:bg-raised aria-pressed:text-ink"
        >
          {LABELS[one]}
        </button>
      ))}
    </fieldset>
  );
}
