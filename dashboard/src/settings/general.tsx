import type { Project } from "../api/types";
import { DeleteProject } from "./delete-project";
import { ProjectForm } from "./project-form";

export function General({ project }: { project: Project }) {
  return (
    <>
      <ProjectForm project={project} />
      <DeleteProject project={project} />
    </>
  );
}
