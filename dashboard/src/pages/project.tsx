import { useEffect } from "react";
import { Link, useLocation } from "wouter";
import type { Project } from "../api/types";
import { LivePage } from "../live/live-page";
import { Overview } from "../overview/overview";
import { Frame, useTitle } from "../parts/frame";
import { Icon } from "../parts/icons";
import { ErrorNotice } from "../parts/notice";
import { Select } from "../parts/select";
import { Install } from "./install";
import { NotFoundPage } from "./not-found";
import { rememberProject, useProjects } from "./projects";

const PAGES = { overview: Overview, install: Install, live: LivePage };

interface Props {
  id: string;
  page?: keyof typeof PAGES;
}

export function ProjectPage({ id, page = "overview" }: Props) {
  const Page = PAGES[page];
  const { data, error, refetch } = useProjects();
  const project = data?.items.find((one) => one.id === id);
  useTitle(project?.name ?? "Project");
  useEffect(() => {
    if (project) rememberProject(project.id);
  }, [project]);
  if (data && !project) return <NotFoundPage />;
  return (
    <Frame switcher={project && data && <Switcher project={project} projects={data.items} />}>
      {error && !data && <ErrorNotice error={error} onRetry={refetch} />}
      {project && <Page project={project} />}
    </Frame>
  );
}

function Switcher({ project, projects }: { project: Project; projects: Project[] }) {
  const [, navigate] = useLocation();
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
