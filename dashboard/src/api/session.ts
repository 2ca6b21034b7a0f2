// Who is signed in. The access token lives in memory; the refresh token in localStorage, shared by
// all tabs. It works once, and using it twice ends the session, so only one tab at a time refreshes.

import { ProblemError, readProblem, UNREACHABLE } from "./problem";
import type { Tokens, User } from "./types";

export interface Session {
  user(): User | undefined;
  signedIn(): boolean;
  accept(tokens: Tokens): void;
  /** The access token to send; one is fetched when there is none. Undefined when nobody is signed in. */
  accessToken(): Promise<string | undefined>;
  /** Forgets an access token that the server no longer takes. */
  distrust(token: string): void;
  signOut(): Promise<void>;
  /** Follows what another tab did: signing out there is signing out here. */
  lookAgain(): void;
  onChange(listener: () => void): () => void;
}

type Exclusive = (task: () => Promise<string | undefined>) => Promise<string | undefined>;

/** One tab at a time. Pages served without TLS have no locks: there, one refresh at a time per tab. */
const acrossTabs =
  (name: string): Exclusive =>
  (task) =>
    globalThis.navigator?.locks ? navigator.locks.request(name, task) : task();

/** `root` is the prefix below which the server is mounted: others on the same host have sessions of their own. */
export function createSession(
  storage: Storage,
  root = "",
  exclusive: Exclusive = acrossTabs(`insights.refresh${root}`),
): Session {
  const key = `insights.refresh${root}`;
  let access: string | undefined;
  let user: User | undefined;
  let refreshing: Promise<string | undefined> | undefined;
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };

  const accept = (tokens: Tokens) => {
    storage.setItem(key, tokens.refresh_token);
    access = tokens.access_token;
    user = tokens.user;
    tell();
  };

  const forget = () => {
    storage.removeItem(key);
    access = user = undefined;
    tell();
  };

  const refresh = () =>
    exclusive(async () => {
      // Read inside the lock: another tab may just have exchanged it.
      const token = storage.getItem(key);
      if (!token) return undefined;
      const answer = await post(`${root}/api/v1/auth/refresh`, token);
      if (answer.ok) accept((await answer.json()) as Tokens);
      else if (answer.status === 400 || answer.status === 401) forget();
      else throw await readProblem(answer);
      return access;
    });

  return {
    user: () => user,
    signedIn: () => storage.getItem(key) !== null,
    accept,
    async accessToken() {
      if (access) return access;
      refreshing ??= refresh().finally(() => {
        refreshing = undefined;
      });
      return refreshing;
    },
    distrust(token) {
      if (token === access) access = undefined;
    },
    async signOut() {
      const token = storage.getItem(key);
      forget();
      if (token) await post(`${root}/api/v1/auth/logout`, token).catch(() => {});
    },
    lookAgain() {
      if (storage.getItem(key)) tell();
      else forget();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

async function post(path: string, refreshToken: string): Promise<Response> {
  try {
    return await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ refresh_token: refreshToken }),
    });
  } catch {
    throw new ProblemError(UNREACHABLE);
  }
}
