// Calls to the server: signed where somebody is signed in, signed anew once when a token has expired.

import { ProblemError, readProblem, UNREACHABLE } from "./problem";
import type { Session } from "./session";
import type { Answer, Page, Project, Query, Tokens, User } from "./types";

export interface Registration {
  organization: string;
  name?: string;
  email: string;
  password: string;
}

export type Api = ReturnType<typeof createApi>;

export function createApi(session: Session) {
  const call = async <T>(method: string, path: string, body?: unknown, signal?: AbortSignal) => {
    const token = await session.accessToken();
    let answer = await send(method, path, token, body, signal);
    if (answer.status === 401 && token) {
      session.distrust(token);
      const renewed = await session.accessToken();
      if (renewed) answer = await send(method, path, renewed, body, signal);
    }
    return read<T>(answer);
  };

  const signIn = async (path: string, body: unknown) => {
    const tokens = await read<Tokens>(await send("POST", path, undefined, body));
    session.accept(tokens);
  };

  return {
    register: (body: Registration) => signIn("/api/v1/auth/register", body),
    login: (body: { email: string; password: string }) => signIn("/api/v1/auth/login", body),
    me: () => call<User>("GET", "/api/v1/auth/me"),
    projects: () => call<Page<Project>>("GET", "/api/v1/projects?limit=500"),
    createProject: (body: { name: string; domain: string; timezone: string }) =>
      call<Project>("POST", "/api/v1/projects", body),
    liveTicket: (project: string) =>
      call<{ ticket: string }>("POST", `/api/v1/projects/${project}/live/ticket`),
    query: (query: Query, signal?: AbortSignal) =>
      call<Answer>("POST", "/api/v1/query", query, signal),
  };
}

async function send(
  method: string,
  path: string,
  token?: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<Response> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (token) headers.authorization = `Bearer ${token}`;
  if (body !== undefined) headers["content-type"] = "application/json";
  try {
    return await fetch(path, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ProblemError(UNREACHABLE);
  }
}

async function read<T>(answer: Response): Promise<T> {
  if (!answer.ok) throw await readProblem(answer);
  return (await answer.json()) as T;
}
