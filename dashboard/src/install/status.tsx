import { Link } from "wouter";
import type { Project } from "../api/types";
import type { LiveEvent } from "../live/messages";
import { useLive } from "../live/use-live";
import { countryName } from "../model/countries";
import { useHistory } from "../overview/questions";

interface Props {
  project: Project;
  onDone: (() => void) | undefined;
}

/** Turns green with the first event, which the live stream tells at once, and asking now and then a little later. */
export function Status({ project, onDone }: Props) {
  const { data: history } = useHistory(project, 3000);
  const { events } = useLive(project.id);
  const [latest] = events;
  const arrived = latest !== undefined || (history?.events ?? 0) > 0;
  return (
    <div
      role="status"
      className={`card flex flex-wrap items-center gap-3 p-5 text-sm ${arrived ? "border-good" : ""}`}
    >
      <span
        className={`size-2.5 rounded-full ${arrived ? "bg-good" : "animate-pulse bg-accent motion-reduce:animate-none"}`}
      />
      <span className="min-w-0 flex-1 basis-48">
        {arrived ? "Events are arriving." : "Waiting for the first event…"}
        {latest && (
          <span className="block truncate text-xs text-muted">The latest: {inWords(latest)}</span>
        )}
      </span>
      {arrived && <Onward project={project} onDone={onDone} />}
    </div>
  );
}

const inWords = ({ name, path, country }: LiveEvent): string =>
  [name, path, country && countryName(country)].filter(Boolean).join(" · ");

function Onward({ project, onDone }: Props) {
  const look = { className: "button button-primary", children: "See the numbers" };
  return onDone ? (
    <button type="button" onClick={onDone} {...look} />
  ) : (
    <Link href={`/projects/${project.id}`} {...look} />
  );
}
