import { Redirect } from "wouter";
import { Frame } from "../parts/frame";
import { ErrorNotice } from "../parts/notice";
import { lastProject, useProjects } from "./projects";

/** Leads on to the project looked at last, to the first, or to making one. */
export function Home() {
  const { data, error, refetch } = useProjects();
  if (data) {
    const project = data.items.find(({ id }) => id === lastProject()) ?? data.items[0];
    return <Redirect to={project ? `/projects/${project.id}` : "/projects/new"} replace />;
  }
  return <Frame>{error && <ErrorNotice error={error} onRetry={refetch} />}</Frame>;
}
