// Calls to the server: signed where somebody is signed in, signed anew once when a token has expired.

import { accountCalls } from "./accounts";
import { managementCalls } from "./management";
import { ProblemError, readProblem, UNREACHABLE } from "./problem";
import type { Session } from "./session";
import type { Answer, Page, Project, Query, Tokens } from "./types";

export interface Registration {
  organization: string;
  name?: string;
  email: string;
  password: string;
}

/** One call to the API, and its answer read; without a body where the answer has none. */
export type Call = <T>(
  method: string,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
) => Promise<T>;

export type Api = ReturnType<typeof createApi>;

/** `root` is the prefix below which the server is mounted, or empty. */
export function createApi(session: Session, root = "") {
  const send = async (request: Request, token?: string): Promise<Response> => {
    const { method, path, body, signal, accept = "application/json" } = request;
    const headers: Record<string, string> = { accept };
    if (token) headers.authorization = `Bearer ${token}`;
    if (body !== undefined) headers["content-type"] = "application/json";
    try {
      return await fetch(root + path, {
        method,
        headers,
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(signal && { signal }),
      });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new ProblemError(UNREACHABLE);
    }
  };

  const signed = async (request: Request) => {
    const token = await session.accessToken();
    const answer = await send(request, token);
    if (answer.status !== 401 || !token) return answer;
    session.distrust(token);
    const renewed = await session.accessToken();
    return renewed ? send(request, renewed) : answer;
  };

  const call: Call = async (method, path, body, signal) =>
    read(await signed({ method, path, body, signal }));

  const signIn = async (path: string, body: unknown) => {
    const tokens = await read<Tokens>(await send({ method: "POST", path, body }));
    session.accept(tokens);
  };

  return {
    register: (body: Registration) => signIn("/api/v1/auth/register", body),
    login: (body: { email: string; password: string }) => signIn("/api/v1/auth/login", body),
    projects: () => call<Page<Project>>("GET", "/api/v1/projects?limit=500"),
    createProject: (body: { name: string; domain: string; timezone: string }) =>
      call<Project>("POST", "/api/v1/projects", body),
    liveTicket: (project: string) =>
      call<{ ticket: string }>("POST", `/api/v1/projects/${project}/live/ticket`),
    query: (query: Query, signal?: AbortSignal) =>
      call<Answer>("POST", "/api/v1/query", query, signal),
    /** Every row of the answer, as a file of comma-separated values. */
    csv: async (query: Query): Promise<Blob> => {
      const request = { method: "POST", path: "/api/v1/query", body: query, accept: "text/csv" };
      const answer = await signed(request);
      if (!answer.ok) throw await readProblem(answer);
      return answer.blob();
    },
    ...managementCalls(call),
    ...accountCalls(call, signIn),
  };
}

interface Request {
  method: string;
  path: string;
  body?: unknown;
  signal?: AbortSignal | undefined;
  accept?: string;
}

async function read<T>(answer: Response): Promise<T> {
  if (!answer.ok) throw await readProblem(answer);
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}
