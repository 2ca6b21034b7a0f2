import { type ReactNode, useId } from "react";

interface Props {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A card with a heading, a sentence on what it is for, and what can be done in it. */
export function Section({ title, lead, actions, children }: Props) {
  const id = useId();
  return (
    <section className="card overflow-hidden" aria-labelledby={id}>
      <div className="flex flex-wrap items-start justify-between gap-3 px-5 pt-4 pb-3">
        <div className="min-w-0 flex-1 basis-48">
          <h2 id={id} className="font-semibold">
            {title}
          </h2>
          {lead && <p className="mt-1 text-sm text-muted">{lead}</p>}
        </div>
        {actions}
      </div>
      {children}
    </section>
  );
}

export const Empty = ({ children }: { children: ReactNode }) => (
  <p className="px-5 pt-2 pb-6 text-sm text-muted">{children}</p>
);

export const Waiting = ({ rows = 4 }: { rows?: number }) => (
  <div role="status" aria-label="Loading" className="space-y-2 px-5 pt-1 pb-5">
    {Array.from({ length: rows }, (_, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: rows without content
      <div key={index} className="skeleton h-8" />
    ))}
  </div>
);
