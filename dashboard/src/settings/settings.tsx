// What can be changed about a project and its organization, a card for each matter.

import type { ComponentType } from "react";
import { Link, Redirect } from "wouter";
import type { Project } from "../api/types";
import { mayManage, session } from "../app-context";
import { Install } from "../install/install";
import { Members } from "../members/members";
import { General } from "./general";
import { Incoming } from "./incoming";
import { Keys } from "./keys";

interface Part {
  path: string;
  label: string;
  /** Of the organization's owners and admins alone. */
  managed: boolean;
  Show: ComponentType<{ project: Project }>;
}

const PARTS: Part[] = [
  { path: "general", label: "General", managed: true, Show: General },
  { path: "install", label: "Install", managed: false, Show: Install },
  { path: "keys", label: "API keys", managed: true, Show: Keys },
  { path: "incoming", label: "Incoming", managed: false, Show: Incoming },
  { path: "members", label: "Members", managed: true, Show: Members },
];

export function Settings({ project, section }: { project: Project; section: string }) {
  const root = `/projects/${project.id}/settings`;
  const chosen = PARTS.find(({ path }) => path === section);
  if (!chosen) return <Redirect to={root} replace />;
  return (
    <div className="mx-auto max-w-3xl space-y-4">
      <h1 className="text-xl font-semibold tracking-tight">Settings</h1>
      <nav aria-label="Settings" className="flex flex-wrap gap-1">
        {PARTS.map(({ path, label }) => (
          <Link
            key={path}
            href={path === "general" ? root : `${root}/${path}`}
            aria-current={path === section ? "page" : undefined}
            className="rounded-md px-2.5 py-1.5 text-sm font-medium text-muted hover:text-ink aria-[current]:bg-raised aria-[current]:text-ink"
          >
            {label}
          </Link>
        ))}
      </nav>
      {chosen.managed && !mayManage() ? <Reserved /> : <chosen.Show project={project} />}
    </div>
  );
}

const Reserved = () => (
  <p className="card p-6 text-sm text-muted">
    Owners and admins of the organization change this. You are its {session.user()?.role}.
  </p>
);
