import type { ReactNode, SelectHTMLAttributes } from "react";
import { Icon } from "./icons";

type Props = SelectHTMLAttributes<HTMLSelectElement> & { label: string; children: ReactNode };

/** The browser's own select, which every keyboard and screen reader knows, in our clothes. */
export function Select({ label, children, className = "", ...select }: Props) {
  return (
    <div className={`relative min-w-0 ${className}`}>
      <select
        aria-label={label}
        className="button button-quiet w-full appearance-none truncate pr-8 text-left"
        {...select}
      >
        {children}
      </select>
      <Icon
        name="chevron"
        className="pointer-events-none absolute top-2.5 right-2.5 size-4 text-muted"
      />
    </div>
  );
}
