import type { Order } from "../api/types";
import { dimensionLabel } from "../model/dimensions";
import { isMetric, shortLabel } from "../model/metrics";
import { Icon } from "./icons";

interface Props {
  column: string;
  order: Order | undefined;
  numeric: boolean;
  /** Its width and the space around it. */
  className: string;
  onOrder: (order: Order) => void;
}

/** The first click orders numbers by the greatest, text by its beginning; the next turns round. */
export function ColumnHead({ column, order, numeric, className, onOrder }: Props) {
  const direction = order?.[0] === column ? order[1] : undefined;
  const first = numeric ? "desc" : "asc";
  const other = direction === "asc" ? "desc" : "asc";
  return (
    <th
      scope="col"
      aria-sort={direction && (direction === "asc" ? "ascending" : "descending")}
      className={`font-medium ${className} ${numeric ? "text-right" : "text-left"}`}
    >
      <button
        type="button"
        className={`inline-flex items-center gap-1 rounded hover:text-ink ${numeric ? "text-right" : "text-left"}`}
        onClick={() => onOrder([column, direction ? other : first])}
      >
        {isMetric(column) ? shortLabel(column) : dimensionLabel(column)}
        {direction && (
          <Icon name={direction === "asc" ? "arrowUp" : "arrowDown"} className="size-3" />
        )}
      </button>
    </th>
  );
}
