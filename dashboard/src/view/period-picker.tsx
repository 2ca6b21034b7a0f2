import { type ReactNode, useState } from "react";
import type { Day } from "../model/dates";
import { type Period, PRESETS, type Preset } from "../model/period";
import { Icon } from "../parts/icons";
import { Select } from "../parts/select";

interface Props {
  period: Period;
  days: { from: Day; to: Day };
  today: Day;
  /** The periods on either side, if there are any. */
  before: Period | undefined;
  after: Period | undefined;
  onChange: (period: Period) => void;
}

export function PeriodPicker({ period, days, today, before, after, onChange }: Props) {
  const custom = typeof period !== "string";
  const choose = (value: string) => onChange(value === "custom" ? days : (value as Preset));
  return (
    <div className="flex flex-wrap items-center gap-2 max-sm:w-full">
      {custom && (
        <Dates labels={["First day", "Last day"]} days={days} today={today} onChange={onChange} />
      )}
      <Select
        label="Period"
        className="max-sm:flex-1"
        value={custom ? "custom" : period}
        onChange={(event) => choose(event.target.value)}
      >
        {Object.entries(PRESETS).map(([name, label]) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
        <option value="custom">Custom dates</option>
      </Select>
      <div className="flex">
        <Step label="Earlier" to={before} onChange={onChange} className="rounded-r-none">
          <Icon name="chevron" className="size-4 rotate-90" />
        </Step>
        <Step label="Later" to={after} onChange={onChange} className="-ml-px rounded-l-none">
          <Icon name="chevron" className="size-4 -rotate-90" />
        </Step>
      </div>
    </div>
  );
}

interface StepProps {
  label: string;
  to: Period | undefined;
  onChange: (period: Period) => void;
  className: string;
  children: ReactNode;
}

const Step = ({ label, to, onChange, className, children }: StepProps) => (
  <button
    type="button"
    aria-label={label}
    title={label}
    disabled={!to}
    onClick={() => to && onChange(to)}
    className={`button button-quiet w-8 px-0 ${className}`}
  >
    {children}
  </button>
);

interface DatesProps {
  labels: [string, string];
  days: { from: Day; to: Day };
  today: Day;
  onChange: (days: { from: Day; to: Day }) => void;
}

/** Two dates, taken as soon as both are there and in order. */
export function Dates({ labels, days, today, onChange }: DatesProps) {
  const [draft, setDraft] = useState(days);
  const [shown, setShown] = useState(days);
  if (shown.from !== days.from || shown.to !== days.to) {
    setShown(days);
    setDraft(days);
  }
  const edit = (part: Partial<typeof draft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    if (next.from && next.to && next.from <= next.to && next.to <= today) onChange(next);
  };
  const date = (name: "from" | "to", label: string) => (
    <input
      type="date"
      aria-label={label}
      className="button button-quiet min-w-0 max-sm:flex-1"
      max={today}
      value={draft[name]}
      onChange={(event) => edit({ [name]: event.target.value })}
    />
  );
  return (
    <div className="flex items-center gap-2 max-sm:w-full">
      {date("from", labels[0])}
      <span className="text-muted">–</span>
      {date("to", labels[1])}
    </div>
  );
}
