import { useState } from "react";
import { Link } from "wouter";
import type { Project } from "../api/types";
import { CHOICES, type Choice, snippet } from "../model/snippet";
import { useHistory } from "../overview/questions";
import { CopyButton } from "../parts/copy-button";
import { ROOT } from "../root";

const siteOf = (project: Project) => ({
  server: location.origin + ROOT,
  prefixed: ROOT !== "",
  key: project.public_key,
  honours: project.honour_privacy_signals,
});

const CUSTOM = `insights("signup", {
  properties: { plan: "pro" },
  revenue: { amount: 12.5, currency: "EUR" }
})`;

export function Install({ project }: { project: Project }) {
  const { data: history } = useHistory(project, 3000);
  const [chosen, setChosen] = useState<readonly Choice[]>([]);
  const arrived = history !== undefined && history.events > 0;
  return (
    <div className="mx-auto max-w-3xl space-y-4">
      <div className="card p-6">
        <h1 className="text-xl font-semibold tracking-tight">Install on {project.domain}</h1>
        <p className="mt-1 text-sm text-muted">
          Put this line into the head of every page. It sets no cookie, and stores nothing that you
          or your visitors do not allow.
        </p>
        <Code text={snippet(siteOf(project), chosen)} />
        <Options chosen={chosen} onChoose={setChosen} />
        <p className="mt-5 text-sm text-muted">
          Page views are counted from then on. Anything else that matters is one call away:
        </p>
        <Code text={CUSTOM} />
      </div>
      <div role="status" className="card flex items-center gap-3 p-5 text-sm">
        <span
          className={`size-2.5 rounded-full ${arrived ? "bg-good" : "animate-pulse bg-accent motion-reduce:animate-none"}`}
        />
        {arrived ? "Events are arriving." : "Waiting for the first event…"}
        {arrived && (
          <Link href={`/projects/${project.id}`} className="button button-primary ml-auto">
            See the numbers
          </Link>
        )}
      </div>
    </div>
  );
}

function Options({
  chosen,
  onChoose,
}: {
  chosen: readonly Choice[];
  onChoose: (chosen: readonly Choice[]) => void;
}) {
  const toggle = (name: Choice) =>
    onChoose(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name]);
  return (
    <details className="mt-3 text-sm">
      <summary className="cursor-pointer font-medium">Options of the line</summary>
      <div className="mt-2 grid gap-x-6 gap-y-2 sm:grid-cols-2">
        {CHOICES.map(({ name, label }) => (
          <label key={name} className="flex items-center gap-2">
            <input
              type="checkbox"
              className="accent-accent"
              checked={chosen.includes(name)}
              onChange={() => toggle(name)}
            />
            {label}
          </label>
        ))}
      </div>
    </details>
  );
}

function Code({ text }: { text: string }) {
  return (
    <div className="mt-3 flex flex-col gap-2 sm:flex-row sm:items-start">
      <pre className="min-w-0 flex-1 rounded-lg border border-line bg-canvas px-3 py-2 font-mono text-xs leading-5 break-words whitespace-pre-wrap">
        {text}
      </pre>
      <CopyButton text={text} />
    </div>
  );
}
