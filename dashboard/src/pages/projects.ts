// The organization's projects, and the one that was looked at last.

import { useQuery } from "@tanstack/react-query";
import { api } from "../app-context";

const LAST = "insights.project";

export const PROJECTS_KEY = ["projects"];

export const useProjects = () => useQuery({ queryKey: PROJECTS_KEY, queryFn: api.projects });

export const lastProject = (): string | null => localStorage.getItem(LAST);

export const rememberProject = (id: string): void => localStorage.setItem(LAST, id);
