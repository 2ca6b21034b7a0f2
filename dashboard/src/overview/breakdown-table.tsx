// The rows of a panel; a click on one narrows the whole page to it.

import type { ReactNode } from "react";
import type { Answer, Filter, Order } from "../api/types";
import { dimensionLabel } from "../model/dimensions";
import { isChosen, toggleFilter } from "../model/filters";
import { shortLabel, toNumber } from "../model/metrics";
import { ColumnHead } from "../parts/column-head";
import { BreakdownRow, onlyWide } from "./breakdown-row";
import type { Panel, Scope } from "./questions";

interface Props {
  data: Answer;
  panel: Panel;
  scope: Scope;
  /** Instead of the dimension's name. */
  head?: ReactNode;
  /** With a way to change it. */
  order?: Order;
  onOrder?: (order: Order) => void;
  onFilter: (filters: Filter[]) => void;
}

export function BreakdownTable({ data, panel, scope, head, order, onOrder, onFilter }: Props) {
  const { dimension, metrics } = panel;
  const most = Math.max(1, ...data.results.map((row) => toNumber(row.metrics[0]) ?? 0));
  return (
    <table className="mb-2 w-full table-fixed text-sm">
      <thead>
        <tr className="text-xs text-muted">
          <th scope="col" className="px-4 py-1.5 text-left font-medium">
            {head ?? dimensionLabel(dimension)}
          </th>
          {metrics.map((metric, index) => {
            const className = `w-22 py-1.5 pr-4 ${onlyWide(index)}`;
            return onOrder ? (
              <ColumnHead key={metric} column={metric} numeric {...{ order, onOrder, className }} />
            ) : (
              <th key={metric} scope="col" className={`${className} text-right font-medium`}>
                {shortLabel(metric)}
              </th>
            );
          })}
        </tr>
      </thead>
      <tbody>
        {data.results.map((row) => (
          <BreakdownRow
            key={row.dimensions[0]}
            row={row}
            dimension={dimension}
            metrics={metrics}
            share={(toNumber(row.metrics[0]) ?? 0) / most}
            active={isChosen(scope.filters, dimension, row.dimensions[0] ?? "")}
            onChoose={(value) => onFilter(toggleFilter(scope.filters, dimension, value))}
          />
        ))}
      </tbody>
    </table>
  );
}
