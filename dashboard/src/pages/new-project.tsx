import { useLocation } from "wouter";
import { api, queryClient } from "../app-context";
import { Field } from "../parts/fields";
import { Form } from "../parts/form";
import { Frame, useTitle } from "../parts/frame";
import { TimeZoneField } from "../parts/time-zone-field";
import { PROJECTS_KEY } from "./projects";

const NAMES = ["name", "domain", "timezone"] as const;

export function NewProjectPage() {
  const [, navigate] = useLocation();
  useTitle("New project");
  const create = async ({ name = "", domain = "", timezone = "UTC" }: Record<string, string>) => {
    const project = await api.createProject({ name, domain, timezone });
    await queryClient.invalidateQueries({ queryKey: PROJECTS_KEY });
    navigate(`/projects/${project.id}`);
  };
  return (
    <Frame>
      <div className="card mx-auto mt-8 max-w-md p-6">
        <h1 className="text-xl font-semibold tracking-tight">New project</h1>
        <p className="mt-1 mb-5 text-sm text-muted">One site or app, with numbers of its own.</p>
        <Form action="Create project" names={NAMES} submit={create}>
          {(errorOf) => (
            <>
              <Field label="Name" name="name" required error={errorOf("name")} />
              <Field
                label="Domain"
                name="domain"
                required
                placeholder="example.com"
                autoCapitalize="none"
                spellCheck={false}
                error={errorOf("domain")}
              />
              <TimeZoneField
                defaultValue={Intl.DateTimeFormat().resolvedOptions().timeZone}
                error={errorOf("timezone")}
              />
            </>
          )}
        </Form>
      </div>
    </Frame>
  );
}
