import "./live.css";
import { useEffect, useState } from "react";
import { countryName } from "../model/countries";
import { ago, type Live, type LiveEvent } from "./messages";

/** The latest events, the newest on top. Not announced one by one: they may come many a second. */
export function EventList({ events }: { events: Live["events"] }) {
  const now = useNow();
  return (
    <section className="card overflow-hidden" aria-label="Events">
      <h2 className="px-4 pt-4 pb-2 text-sm font-semibold">Events</h2>
      {events.length ? (
        <ol className="divide-y divide-line">
          {events.map((event) => (
            <Row key={event.number} event={event} now={now} />
          ))}
        </ol>
      ) : (
        <p className="px-4 pb-4 text-sm text-muted">
          Nothing has happened in the last five minutes. Events appear here as they come in.
        </p>
      )}
    </section>
  );
}

function Row({ event, now }: { event: LiveEvent; now: number }) {
  const view = event.name === "pageview";
  return (
    <li className="appear flex items-baseline gap-3 px-4 py-2.5 text-sm">
      <span className="min-w-0 grow truncate" title={view ? event.path : event.name}>
        {!view && <span className="mr-2 font-medium text-accent">{event.name}</span>}
        {event.path}
      </span>
      {event.country && <span className="shrink-0 text-muted">{countryName(event.country)}</span>}
      <time dateTime={event.time} className="w-28 shrink-0 text-right text-muted tabular-nums">
        {ago(event.time, now)}
      </time>
    </li>
  );
}

function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
