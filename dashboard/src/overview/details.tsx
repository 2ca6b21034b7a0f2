// All rows of a panel: searched by text, turned page by page, downloaded.

import { type KeyboardEvent, useRef, useState } from "react";
import type { Filter, Order } from "../api/types";
import { dimensionLabel, isPlace } from "../model/dimensions";
import { fileName } from "../model/file-name";
import type { Metric } from "../model/metrics";
import { CsvButton } from "../parts/csv-button";
import { Dialog } from "../parts/dialog";
import { ErrorNotice } from "../parts/notice";
import { Pager } from "../parts/pager";
import { Waiting } from "../parts/section";
import { useSettled } from "../parts/settled";
import { PlacesSource } from "../places/source";
import { BreakdownTable } from "./breakdown-table";
import { breakdownQuery, type Panel, type Scope, useBreakdown } from "./questions";

const LIMIT = 50;

interface Props {
  title: string;
  panel: Panel;
  scope: Scope;
  onFilter: (filters: Filter[]) => void;
  onClose: () => void;
}

export function Details({ title, panel, scope, onFilter, onClose }: Props) {
  const [typed, setTyped] = useState("");
  const search = useSettled(typed.trim());
  const shown = search ? { ...panel, metrics: ofTheirOwn(panel.metrics) } : panel;
  const [chosen, setOrder] = useState<Order>([panel.metrics[0], "desc"]);
  const order = orderOf(shown, chosen);
  const field = useRef<HTMLInputElement>(null);
  const press = (event: KeyboardEvent) => {
    if (event.key !== "/" || event.target === field.current) return;
    event.preventDefault();
    field.current?.focus();
  };
  return (
    <Dialog title={title} wide onClose={onClose} onKeyDown={press}>
      <div className="sticky top-0 z-10 -mx-1 flex items-center gap-2 bg-surface px-1 pb-3">
        <input
          ref={field}
          type="search"
          className="field"
          maxLength={200}
          placeholder="Search"
          aria-label={`Search by ${dimensionLabel(panel.dimension).toLowerCase()}`}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <CsvButton
          what="these rows"
          query={breakdownQuery(scope, shown, { search, order })}
          file={fileName(scope.project.domain, `${title} ${search}`, scope.dateRange)}
        />
      </div>
      <Rows
        key={search}
        {...{ scope, search, order }}
        panel={shown}
        onOrder={setOrder}
        onFilter={(filters) => {
          onFilter(filters);
          onClose();
        }}
      />
      {isPlace(panel.dimension) && <PlacesSource />}
    </Dialog>
  );
}

/** What a search would make a share of the rows that it found. */
const OF_ALL: Metric[] = ["percentage", "exit_rate"];

const ofTheirOwn = ([first, ...others]: Panel["metrics"]): Panel["metrics"] => [
  first,
  ...others.filter((metric) => !OF_ALL.includes(metric)),
];

const orderOf = ({ metrics: [first, ...others] }: Panel, chosen: Order): Order =>
  others.some((metric) => metric === chosen[0]) || chosen[0] === first ? chosen : [first, "desc"];

interface RowsProps extends Omit<Props, "title" | "onClose"> {
  search: string;
  order: Order;
  onOrder: (order: Order) => void;
}

function Rows({ panel, scope, search, order, onOrder, onFilter }: RowsProps) {
  const [offset, setOffset] = useState(0);
  const page = { limit: LIMIT, offset, search, order, compares: true };
  const { data, error, isPlaceholderData, refetch } = useBreakdown(scope, panel, page);
  if (error && !data) return <ErrorNotice error={error} onRetry={refetch} />;
  if (!data) return <Waiting rows={8} />;
  if (data.results.length === 0) {
    return (
      <p role="status" className="py-8 text-center text-sm text-muted">
        {search ? `Nothing in this period holds “${search}”.` : "Nothing in this period."}
      </p>
    );
  }
  return (
    <div className={`-mx-4 ${isPlaceholderData ? "opacity-60" : ""}`}>
      <BreakdownTable
        {...{ data, panel, scope, order, onFilter }}
        onOrder={(next) => {
          setOffset(0);
          onOrder(next);
        }}
      />
      <Pager
        offset={offset}
        limit={LIMIT}
        total={data.meta.total_rows ?? data.results.length}
        onMove={setOffset}
      />
    </div>
  );
}
