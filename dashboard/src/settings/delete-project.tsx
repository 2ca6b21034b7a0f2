import { useState } from "react";
import { useLocation } from "wouter";
import type { Page, Project } from "../api/types";
import { api, queryClient } from "../app-context";
import { PROJECTS_KEY } from "../pages/projects";
import { Confirm } from "../parts/confirm";
import { Section } from "../parts/section";

export function DeleteProject({ project }: { project: Project }) {
  const [asking, setAsking] = useState(false);
  const [, navigate] = useLocation();
  const remove = async () => {
    await api.deleteProject(project.id);
    navigate("/");
    queryClient.setQueryData<Page<Project>>(
      PROJECTS_KEY,
      (page) => page && { ...page, items: page.items.filter(({ id }) => id !== project.id) },
    );
  };
  return (
    <Section
      title="Delete this project"
      lead="With its keys, goals and events. Nothing brings it back."
      actions={
        <button type="button" className="button button-danger" onClick={() => setAsking(true)}>
          Delete project
        </button>
      }
    >
      {asking && (
        <Confirm
          title={`Delete ${project.name}?`}
          action="Delete for good"
          typed={project.domain}
          onConfirm={remove}
          onClose={() => setAsking(false)}
        >
          All its events, goals and keys go with it, at once and for everybody.
        </Confirm>
      )}
    </Section>
  );
}
