import { ALL_METRICS, METRICS, type Metric } from "../model/metrics";
import { Faults } from "./question";

interface Props {
  metrics: Metric[];
  errors: string[];
  onChange: (metrics: Metric[]) => void;
}

/** Pressed are those asked for, in the order in which they were chosen; one always is. */
export function MetricPicker({ metrics, errors, onChange }: Props) {
  const toggle = (metric: Metric) => {
    const others = metrics.filter((other) => other !== metric);
    if (others.length === metrics.length) onChange([...metrics, metric]);
    else if (others.length > 0) onChange(others);
  };
  return (
    <fieldset className="p-4">
      <legend className="float-left mb-2 text-sm font-medium">Numbers</legend>
      <div className="clear-left flex flex-wrap gap-1.5">
        {ALL_METRICS.map((metric) => (
          <button
            key={metric}
            type="button"
            aria-pressed={metrics.includes(metric)}
            onClick={() => toggle(metric)}
            className="h-8 rounded-lg border border-line px-2.5 text-xs font-medium text-muted hover:text-ink aria-pressed:border-accent aria-pressed:bg-bar aria-pressed:text-ink"
          >
            {METRICS[metric].label}
          </button>
        ))}
      </div>
      <Faults errors={errors} />
    </fieldset>
  );
}
