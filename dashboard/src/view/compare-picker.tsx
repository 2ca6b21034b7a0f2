import type { Day } from "../model/dates";
import { COMPARISONS, type Compare } from "../model/view";
import { Select } from "../parts/select";
import { Dates } from "./period-picker";

interface Props {
  compare: Compare;
  /** Of the period, for two dates to begin with. */
  days: { from: Day; to: Day };
  today: Day;
  onChange: (compare: Compare) => void;
}

export function ComparePicker({ compare, days, today, onChange }: Props) {
  const custom = typeof compare === "object";
  const choose = (value: string) => onChange(value === "custom" ? days : (value as Compare));
  return (
    <div className="flex flex-wrap items-center gap-2 max-sm:w-full">
      <Select
        label="Compare with"
        className="max-sm:flex-1"
        value={custom ? "custom" : compare}
        onChange={(event) => choose(event.target.value)}
      >
        {Object.entries(COMPARISONS).map(([name, label]) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
        <option value="custom">Two other dates</option>
      </Select>
      {custom && (
        <Dates
          labels={["Compared first day", "Compared last day"]}
          days={compare}
          today={today}
          onChange={onChange}
        />
      )}
    </div>
  );
}
