// The one session and API of the page, for every component.

import { QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { createApi } from "./api/client";
import { ProblemError } from "./api/problem";
import { createSession } from "./api/session";
import { ROOT } from "./root";

export const session = createSession(localStorage, ROOT);
export const api = createApi(session, ROOT);

// Fires for changes made by other tabs alone.
addEventListener("storage", session.lookAgain);

/** Worth another try: not reached, too many, or unavailable for now. */
const passes = (error: Error) =>
  error instanceof ProblemError && [0, 429, 503].includes(error.status);

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (failures, error) => failures < 2 && passes(error),
    },
  },
});

/** Known once anything was asked of the server, so on every page that shows something. */
export const mayManage = (): boolean => ["owner", "admin"].includes(session.user()?.role ?? "");

export const useSignedIn = (): boolean =>
  useSyncExternalStore(session.onChange, () => session.signedIn());
