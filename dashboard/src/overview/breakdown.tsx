// One card of a panel's first rows, and the ways to all of them.

import { type ReactNode, useState } from "react";
import type { Filter } from "../api/types";
import { dimensionLabel } from "../model/dimensions";
import { fileName } from "../model/file-name";
import { CsvButton } from "../parts/csv-button";
import { Icon } from "../parts/icons";
import { ErrorNotice } from "../parts/notice";
import { Waiting } from "../parts/section";
import { Tabs } from "../parts/tabs";
import { BreakdownTable } from "./breakdown-table";
import { Details } from "./details";
import { KindPicker } from "./kind-picker";
import { breakdownQuery, type Panel, type Scope, useBreakdown } from "./questions";
import { shownTab, type Tab } from "./tabs";

const FEW = 8;

interface Props {
  title: string;
  tabs: Tab[];
  empty?: ReactNode;
  foot?: ReactNode;
  /** Over both columns, as high as its rows. */
  wide?: boolean;
  scope: Scope;
  onFilter: (filters: Filter[]) => void;
}

export function Breakdown(props: Props) {
  const { title, tabs, empty, foot, wide = false, scope, onFilter } = props;
  const [chosen, setChosen] = useState(0);
  const [open, setOpen] = useState(false);
  const [kind, setKind] = useState<string>();
  const tab = shownTab(tabs[chosen] as Tab, kind, scope.filters);
  const rows = tab.Draw ? dimensionLabel(tab.dimension) : tab.label;
  const name = tabs.length > 1 ? `${title}: ${rows}` : title;
  const details: Panel = { ...tab, metrics: [...tab.metrics, ...tab.further] };
  return (
    <section
      className={`card flex flex-col ${wide ? "lg:col-span-2" : "lg:min-h-100"}`}
      aria-label={title}
    >
      <div className="flex flex-wrap items-center gap-2 py-2.5 pr-3 pl-4">
        <h2 className="mr-auto text-sm font-semibold">{title}</h2>
        <div className="max-sm:order-last max-sm:-ml-2 max-sm:w-full empty:hidden">
          <Tabs
            label={title}
            labels={tabs.map(({ label }) => label)}
            chosen={chosen}
            onChoose={setChosen}
          />
        </div>
        <span className="flex">
          <CsvButton
            what={name}
            query={breakdownQuery(scope, tab)}
            file={fileName(scope.project.domain, name, scope.dateRange)}
          />
          <button
            type="button"
            aria-label={`Details of ${name}`}
            title="Details"
            onClick={() => setOpen(true)}
            className="grid size-7 place-items-center rounded-md text-muted hover:bg-raised hover:text-ink"
          >
            <Icon name="details" className="size-3.5" />
          </button>
        </span>
      </div>
      {tab.Draw ? (
        <tab.Draw scope={scope} onFilter={onFilter} />
      ) : (
        <Rows
          key={tab.dimension}
          {...{ tab, empty, scope, onFilter }}
          more={() => setOpen(true)}
          onKind={setKind}
        />
      )}
      {foot}
      {open && (
        <Details
          title={name}
          panel={details}
          scope={scope}
          onFilter={onFilter}
          onClose={() => setOpen(false)}
        />
      )}
    </section>
  );
}

interface RowsProps {
  tab: Tab;
  empty: ReactNode;
  scope: Scope;
  onFilter: (filters: Filter[]) => void;
  more: () => void;
  onKind: (dimension: string) => void;
}

function Rows(props: RowsProps) {
  const { tab, empty = "Nothing in this period.", scope, onFilter, more, onKind } = props;
  const { data, error, isPlaceholderData, refetch } = useBreakdown(scope, tab, { limit: FEW });
  if (error && !data) return <ErrorNotice error={error} onRetry={refetch} />;
  if (!data) return <Waiting rows={FEW} />;
  if (data.results.length === 0) {
    return (
      <p className="grid flex-1 place-items-center p-6 text-center text-sm text-muted">{empty}</p>
    );
  }
  const total = data.meta.total_rows ?? data.results.length;
  return (
    <div className={`flex flex-1 flex-col ${isPlaceholderData ? "opacity-60" : ""}`}>
      <BreakdownTable
        {...{ data, scope, onFilter }}
        panel={tab}
        head={tab.kinds && <KindPicker tab={tab} kinds={tab.kinds} onChoose={onKind} />}
      />
      {total > FEW && (
        <button
          type="button"
          className="mx-auto mt-auto mb-2 rounded-lg px-3 py-1.5 text-xs font-medium text-muted hover:text-ink"
          onClick={more}
        >
          Show all {total}
        </button>
      )}
    </div>
  );
}
