// The project's goals, for every page that shows or changes them.

import { useQuery } from "@tanstack/react-query";
import { api, queryClient } from "../app-context";

const key = (project: string) => ["goals", project];

export const useGoals = (project: string) =>
  useQuery({ queryKey: key(project), queryFn: () => api.goals(project) });

/** A goal counts in the past too: every answer may differ now. */
export const goalsChanged = (project: string) =>
  Promise.all([
    queryClient.invalidateQueries({ queryKey: key(project) }),
    queryClient.invalidateQueries({ queryKey: ["query"] }),
  ]);
