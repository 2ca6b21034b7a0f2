import { type ReactNode, useEffect } from "react";
import { Link, useLocation } from "wouter";
import type { Project } from "../api/types";
import { Frame, useTitle } from "../parts/frame";
import { Icon } from "../parts/icons";
import { ErrorNotice } from "../parts/notice";
import { Select } from "../parts/select";
import { useKeys } from "../view/shortcuts";
import { NotFoundPage } from "./not-found";
import { ProjectNav } from "./project-nav";
import { rememberProject, useProjects } from "./projects";

interface Props {
  id: string;
  children: (project: Project) => ReactNode;
}

/** What all pages of a project share: the bar, the way between them, and what happens without the project. */
export function ProjectPage({ id, children }: Props) {
  const { data, error, refetch } = useProjects();
  const project = data?.items.find((one) => one.id === id);
  useTitle(project?.name ?? "Project");
  useEffect(() => {
    if (project) rememberProject(project.id);
  }, [project]);
  if (data && !project) return <NotFoundPage />;
  return (
    <Frame
      switcher={project && data && <Switcher project={project} projects={data.items} />}
      nav={project && <ProjectNav id={project.id} />}
    >
      {error && !data && <ErrorNotice error={error} onRetry={refetch} />}
      {project && children(project)}
    </Frame>
  );
}

function Switcher({ project, projects }: { project: Project; projects: Project[] }) {
  const [, navigate] = useLocation();
  useKeys((key) => {
    const chosen = /^[1-9]$/.test(key) && projects[Number(key) - 1];
    if (chosen) navigate(`/projects/${chosen.id}`);
  });
  return (
    <>
      <Select
        label="Project"
        className="max-w-52"
        value={project.id}
        onChange={(event) => navigate(`/projects/${event.target.value}`)}
      >
        {projects.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      <Link
        href="/projects/new"
        className="button button-quiet w-9 px-0"
        aria-label="New project"
        title="New project"
      >
        <Icon name="plus" />
      </Link>
    </>
  );
}
