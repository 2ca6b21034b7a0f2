// What happens in a project now: how many are there, where, and each event as it comes in.

import type { Project } from "../api/types";
import { countryName } from "../model/countries";
import { formatValue } from "../model/format";
import { PlacesSource } from "../places/source";
import { Dot } from "./dot";
import { EventList } from "./event-list";
import type { Snapshot } from "./messages";
import { Rank, Ranking } from "./ranking";
import { Minutes, Sources } from "./recent";
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
            <Sources project={project} />
            <Countries snapshot={snapshot} />
            <PlacesSource />
          </div>
          <div className="min-w-0 space-y-4">
            <Minutes project={project} />
            <EventList events={events} />
          </div>
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
