import { useQuery } from "@tanstack/react-query";
import { api } from "../app-context";

export const useQuality = (project: string) =>
  useQuery({ queryKey: ["quality", project], queryFn: () => api.quality(project) });
