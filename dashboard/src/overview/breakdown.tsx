// One card of rows, most visitors first; a click on a row narrows the whole page to it.

import { useState } from "react";
import type { Answer, Filter } from "../api/types";
import { type Metric, shortLabel } from "../model/metrics";
import { dimensionLabel } from "../model/values";
import { toggleFilter } from "../model/view";
import { ErrorNotice } from "../parts/notice";
import { Tabs } from "../parts/tabs";
import { BreakdownRow } from "./breakdown-row";
import { type Scope, useBreakdown } from "./questions";

export interface Tab {
  label: string;
  dimension: string;
  metrics: [Metric, Metric];
}

const FEW = 8;
const MANY = 100;

interface Props {
  title: string;
  tabs: Tab[];
  scope: Scope;
  onFilter: (filters: Filter[]) => void;
}

export function Breakdown({ title, tabs, scope, onFilter }: Props) {
  const [chosen, setChosen] = useState(0);
  const [limit, setLimit] = useState(FEW);
  const tab = tabs[chosen] as Tab;
  return (
    <section className="card flex lg:min-h-100 flex-col" aria-label={title}>
      <div className="flex flex-wrap items-center justify-between gap-2 px-4 pt-3.5 pb-2">
        <h2 className="text-sm font-semibold">{title}</h2>
        <Tabs
          label={title}
          labels={tabs.map(({ label }) => label)}
          chosen={chosen}
          onChoose={(index) => {
            setChosen(index);
            setLimit(FEW);
          }}
        />
      </div>
      <Rows key={tab.dimension} {...{ tab, limit, setLimit, scope, onFilter }} />
    </section>
  );
}

const offer = (total: number) => (total > MANY ? `Show ${MANY} of ${total}` : `Show all ${total}`);

interface RowsProps {
  tab: Tab;
  limit: number;
  setLimit: (limit: number) => void;
  scope: Scope;
  onFilter: (filters: Filter[]) => void;
}

function Rows({ tab, limit, setLimit, scope, onFilter }: RowsProps) {
  const { data, error, isPlaceholderData, refetch } = useBreakdown(
    scope,
    tab.dimension,
    tab.metrics,
    limit,
  );
  if (error && !data) return <ErrorNotice error={error} onRetry={refetch} />;
  if (!data) return <Waiting />;
  if (data.results.length === 0) {
    return (
      <p className="grid flex-1 place-items-center p-6 text-sm text-muted">
        Nothing in this period.
      </p>
    );
  }
  const total = data.meta.total_rows ?? data.results.length;
  return (
    <div className={`flex flex-1 flex-col ${isPlaceholderData ? "opacity-60" : ""}`}>
      <Table data={data} tab={tab} scope={scope} onFilter={onFilter} />
      {(total > FEW || limit > FEW) && (
        <button
          type="button"
          className="mx-auto mt-auto mb-2 rounded-lg px-3 py-1.5 text-xs font-medium text-muted hover:text-ink"
          onClick={() => setLimit(limit === FEW ? MANY : FEW)}
        >
          {limit === FEW ? offer(total) : "Show fewer"}
        </button>
      )}
    </div>
  );
}

function Table({
  data,
  tab,
  scope,
  onFilter,
}: Omit<RowsProps, "limit" | "setLimit"> & { data: Answer }) {
  const most = Math.max(1, ...data.results.map((row) => row.metrics[0] ?? 0));
  const active = scope.filters.find((filter) => filter[1] === tab.dimension && filter[0] === "is");
  return (
    <table className="mb-2 w-full table-fixed text-sm">
      <thead>
        <tr className="text-xs text-muted">
          <th scope="col" className="px-4 py-1.5 text-left font-medium">
            {dimensionLabel(tab.dimension)}
          </th>
          {tab.metrics.map((metric) => (
            <th key={metric} scope="col" className="w-20 py-1.5 pr-4 text-right font-medium">
              {shortLabel(metric)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {data.results.map((row) => (
          <BreakdownRow
            key={row.dimensions[0]}
            row={row}
            dimension={tab.dimension}
            metrics={tab.metrics}
            share={(row.metrics[0] ?? 0) / most}
            active={active?.[2][0] === row.dimensions[0]}
            onChoose={(value) => onFilter(toggleFilter(scope.filters, tab.dimension, value))}
          />
        ))}
      </tbody>
    </table>
  );
}

function Waiting() {
  return (
    <div role="status" aria-label="Loading" className="space-y-2 px-4 py-2">
      {Array.from({ length: FEW }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows without content
        <div key={index} className="skeleton h-7" />
      ))}
    </div>
  );
}
