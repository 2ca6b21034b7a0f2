// The calls behind the pages that change things.

import type { Call } from "./client";
import type {
  ApiKey,
  DeadLetter,
  Drops,
  Goal,
  GoalFields,
  Page,
  Project,
  ProjectFields,
  Quality,
  Scope,
} from "./types";

const all = "?limit=500";

export const managementCalls = (call: Call) => ({
  changeProject: (id: string, change: Partial<ProjectFields>) =>
    call<Project>("PATCH", at(id), change),
  deleteProject: (id: string) => call<void>("DELETE", at(id)),

  goals: (project: string) => call<Page<Goal>>("GET", `${at(project)}/goals${all}`),
  createGoal: (project: string, goal: GoalFields) =>
    call<Goal>("POST", `${at(project)}/goals`, goal),
  changeGoal: (project: string, id: string, goal: GoalFields) =>
    call<Goal>("PATCH", `${at(project)}/goals/${id}`, goal),
  deleteGoal: (project: string, id: string) => call<void>("DELETE", `${at(project)}/goals/${id}`),

  keys: (project: string) => call<Page<ApiKey>>("GET", `${at(project)}/keys${all}`),
  createKey: (project: string, body: { name: string; scopes: Scope[] }) =>
    call<ApiKey & { key: string }>("POST", `${at(project)}/keys`, body),
  deleteKey: (project: string, id: string) => call<void>("DELETE", `${at(project)}/keys/${id}`),

  drops: (project: string) => call<Drops>("GET", `${at(project)}/drops`),
  quality: (project: string) => call<Quality>("GET", `${at(project)}/quality`),
  deadLetters: (project: string, limit: number, offset: number) =>
    call<Page<DeadLetter>>("GET", `${at(project)}/dead-letters?limit=${limit}&offset=${offset}`),
  /** Those named, else the oldest thousand. */
  replayDeadLetters: (project: string, ids?: string[]) =>
    call<{ replayed: number }>("POST", `${at(project)}/dead-letters/replay`, {
      ...(ids && { ids }),
    }),
});

const at = (project: string) => `/api/v1/projects/${project}`;
