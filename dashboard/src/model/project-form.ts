// Between a project's form and what the API takes.

import type { ProjectFields } from "../api/types";

/** A form leaves out what is empty, and a tick that is not set. */
export const readProjectForm = (values: Record<string, string>): ProjectFields => ({
  name: values.name ?? "",
  domain: values.domain ?? "",
  timezone: values.timezone ?? "",
  allowed_hosts: readLines(values.allowed_hosts),
  aliases: readLines(values.aliases),
  visitor_basis: (values.visitor_basis ?? "daily") as ProjectFields["visitor_basis"],
  honour_privacy_signals: values.honour_privacy_signals !== undefined,
  session_minutes: Number(values.session_minutes ?? 0),
});

/** Commas may stand between values too: no host and no key has one that could be typed here by chance. */
export const readLines = (text = ""): string[] =>
  text
    .split(/\s*[\n,]\s*/)
    .map((line) => line.trim())
    .filter(Boolean);
