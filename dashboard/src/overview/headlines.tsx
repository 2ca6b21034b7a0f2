// One card per number, each with its change; the chosen one is drawn over time below.

import type { Row } from "../api/types";
import { formatExact, formatValue } from "../model/format";
import { HEADLINES, type Headline, METRICS } from "../model/metrics";
import { Change } from "../parts/change";
import { ErrorNotice } from "../parts/notice";
import { type Scope, useHeadlines } from "./questions";

interface Props {
  scope: Scope;
  chosen: Headline;
  onChoose: (metric: Headline) => void;
}

export function Headlines({ scope, chosen, onChoose }: Props) {
  const { data, error, isPlaceholderData, refetch } = useHeadlines(scope);
  if (error && !data) return <ErrorNotice error={error} onRetry={refetch} />;
  return (
    <div
      className={`grid grid-cols-2 gap-px border-b border-line bg-line sm:grid-cols-3 lg:grid-cols-6 ${isPlaceholderData ? "opacity-60" : ""}`}
    >
      {HEADLINES.map((metric, index) => (
        <button
          key={metric}
          type="button"
          aria-pressed={metric === chosen}
          onClick={() => onChoose(metric)}
          className="relative flex flex-col bg-surface px-4 py-3.5 text-left -outline-offset-2 hover:bg-raised aria-pressed:before:absolute aria-pressed:before:inset-x-0 aria-pressed:before:top-0 aria-pressed:before:h-0.5 aria-pressed:before:bg-accent"
        >
          <Card metric={metric} index={index} row={data?.results[0]} loading={!data} />
        </button>
      ))}
    </div>
  );
}

interface CardProps {
  metric: Headline;
  index: number;
  row: Row | undefined;
  loading: boolean;
}

function Card({ metric, index, row, loading }: CardProps) {
  const { label, unit } = METRICS[metric];
  const value = row?.metrics[index];
  const before = row?.comparison?.metrics[index];
  return (
    <>
      <span className="block text-xs font-medium text-muted">{label}</span>
      {loading ? (
        <span className="skeleton mt-2 mb-1 block h-7 w-20" />
      ) : (
        <span className="mt-1 flex flex-wrap items-baseline gap-x-2">
          <span
            className="text-2xl font-semibold tracking-tight tabular-nums"
            title={formatExact(value, unit)}
          >
            {formatValue(value, unit)}
          </span>
          <Change
            change={row?.comparison?.change[index]}
            metric={metric}
            before={before === undefined ? "" : `Before: ${formatExact(before, unit)}`}
          />
        </span>
      )}
    </>
  );
}
