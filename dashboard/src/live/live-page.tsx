// What happens in a project now: how many are there, where, and each event as it comes in.

import type { ReactNode } from "react";
import type { Project } from "../api/types";
import { countryName } from "../model/countries";
import { formatValue } from "../model/format";
import { PlacesSource } from "../places/source";
import { Dot } from "./dot";
import { EventList } from "./event-list";
import type { Snapshot } from "./messages";
import { useLive } from "./use-live";

export function LivePage({ project }: { project: Project }) {
  const { snapshot, events, connected } = useLive(project.id);
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-center gap-3">
        <h1 className="min-w-0 truncate text-xl font-semibold tracking-tight">
          {project.domain} live
        </h1>
        <p role="status" className="mr-auto flex items-center gap-2 text-sm text-muted">
          <Dot connected={connected} />
          {connected ? "Connected" : snapshot ? "Connecting again…" : "Connecting…"}
        </p>
      </div>
      {snapshot ? (
        <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,2fr)]">
          <div className="min-w-0 space-y-4">
            <Numbers snapshot={snapshot} />
            <Pages snapshot={snapshot} />
            <Countries snapshot={snapshot} />
            <PlacesSource />
          </div>
          <EventList events={events} />
        </div>
      ) : (
        <div className="skeleton h-96" />
      )}
    </div>
  );
}

function Numbers({ snapshot }: { snapshot: Snapshot }) {
  return (
    <section className="card p-5" aria-label="Numbers">
      <dl className="grid grid-cols-2">
        {(["visitors", "pageviews"] as const).map((metric) => (
          <div key={metric}>
            <dt className="text-xs font-medium text-muted">
              {metric === "visitors" ? "Visitors now" : "Page views"}
            </dt>
            <dd className="mt-1 text-4xl font-semibold tracking-tight tabular-nums">
              {formatValue(snapshot[metric], "count")}
            </dd>
          </div>
        ))}
      </dl>
      <p className="mt-3 text-xs text-muted">In the last five minutes</p>
    </section>
  );
}

function Pages({ snapshot }: { snapshot: Snapshot }) {
  return (
    <Ranking title="Pages">
      {snapshot.top_pages.map(({ path, visitors }) => (
        <Rank key={path} name={path} visitors={visitors} of={snapshot.visitors} />
      ))}
    </Ranking>
  );
}

function Countries({ snapshot }: { snapshot: Snapshot }) {
  if (!snapshot.top_countries.length) return null;
  return (
    <Ranking title="Countries">
      {snapshot.top_countries.map(({ country, visitors }) => (
        <Rank
          key={country}
          name={countryName(country)}
          visitors={visitors}
          of={snapshot.visitors}
        />
      ))}
    </Ranking>
  );
}

function Ranking({ title, children }: { title: string; children: ReactNode[] }) {
  return (
    <section className="card p-2" aria-label={title}>
      <h2 className="px-2 pt-2 pb-1 text-sm font-semibold">{title}</h2>
      {children.length ? (
        <ul>{children}</ul>
      ) : (
        <p className="p-2 text-sm text-muted">Nobody is there now.</p>
      )}
    </section>
  );
}

function Rank({ name, visitors, of }: { name: string; visitors: number; of: number }) {
  return (
    <li className="relative flex h-9 items-center gap-3 px-2 text-sm">
      <span
        className="absolute inset-y-0.5 left-0 rounded-md bg-bar transition-[width] motion-reduce:transition-none"
        style={{ width: `${(visitors / Math.max(of, 1)) * 100}%` }}
      />
      <span className="relative min-w-0 grow truncate" title={name}>
        {name}
      </span>
      <span className="relative tabular-nums">{formatValue(visitors, "count")}</span>
    </li>
  );
}
