import type { ReactNode } from "react";

export interface Column {
  label: string;
  /** Of the column, beside `text-right` for numbers and `max-sm:hidden` for what a narrow window can miss. */
  className?: string;
  /** Heads a column of buttons: told to screen readers alone. */
  hidden?: boolean;
}

interface Props {
  label: string;
  columns: Column[];
  dimmed?: boolean;
  children: ReactNode;
}

/** Its rows are of `Cells` in the order of the columns. */
export function Table({ label, columns, dimmed = false, children }: Props) {
  return (
    <table
      aria-label={label}
      className={`w-full table-fixed border-t border-line text-sm ${dimmed ? "opacity-60" : ""}`}
    >
      <thead>
        <tr className="text-xs text-muted">
          {columns.map((column) => (
            <th
              key={column.label}
              scope="col"
              className={`px-2 py-2 text-left font-medium first:pl-5 last:pr-5 ${column.className ?? ""}`}
            >
              <span className={column.hidden ? "sr-only" : ""}>{column.label}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="divide-y divide-line border-t border-line">{children}</tbody>
    </table>
  );
}

interface CellProps {
  className?: string;
  title?: string;
  children?: ReactNode;
}

export const Cell = ({ className = "", title, children }: CellProps) => (
  <td title={title} className={`px-2 py-2 first:pl-5 last:pr-5 ${className}`}>
    {children}
  </td>
);

interface RowButtonProps {
  label: string;
  onClick: () => void;
  children: ReactNode;
}

/** A small button of a row; its label names the row too. */
export const RowButton = ({ label, onClick, children }: RowButtonProps) => (
  <button
    type="button"
    aria-label={label}
    title={label}
    onClick={onClick}
    className="inline-grid size-8 place-items-center rounded-lg text-muted hover:bg-raised hover:text-ink"
  >
    {children}
  </button>
);
