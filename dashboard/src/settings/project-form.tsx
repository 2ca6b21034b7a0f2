import type { Project } from "../api/types";
import { api, queryClient } from "../app-context";
import { readProjectForm } from "../model/project-form";
import { Check, Choice, Field, Lines } from "../parts/fields";
import { Form } from "../parts/form";
import { Section } from "../parts/section";
import { TimeZoneField } from "../parts/time-zone-field";

const NAMES = [
  "name",
  "domain",
  "timezone",
  "allowed_hosts",
  "aliases",
  "visitor_basis",
  "session_minutes",
] as const;

type ErrorOf = (name: string) => string | undefined;

export function ProjectForm({ project }: { project: Project }) {
  const save = async (values: Record<string, string>) => {
    await api.changeProject(project.id, readProjectForm(values));
    // Another time zone makes other days of everything that was asked.
    await queryClient.invalidateQueries();
  };
  return (
    <Section title="Project">
      <div className="px-5 pb-5">
        <Form action="Save" names={NAMES} submit={save} done="Saved.">
          {(errorOf) => (
            <>
              <Identity project={project} errorOf={errorOf} />
              <Policy project={project} errorOf={errorOf} />
            </>
          )}
        </Form>
      </div>
    </Section>
  );
}

/** A field is made anew when the server kept another text than was typed. */
function Identity({ project, errorOf }: { project: Project; errorOf: ErrorOf }) {
  return (
    <>
      <Field
        key={`name ${project.name}`}
        label="Name"
        name="name"
        required
        defaultValue={project.name}
        error={errorOf("name")}
      />
      <Field
        key={`domain ${project.domain}`}
        label="Domain"
        name="domain"
        required
        autoCapitalize="none"
        spellCheck={false}
        defaultValue={project.domain}
        error={errorOf("domain")}
      />
      <TimeZoneField defaultValue={project.timezone} error={errorOf("timezone")} />
      <Lines
        key={`hosts ${project.allowed_hosts}`}
        label="Allowed hosts"
        name="allowed_hosts"
        placeholder={`${project.domain}\n*.${project.domain}`}
        hint="One to a line; *. stands for all subdomains. Events of other hosts are left out. Empty: every host."
        defaultValue={project.allowed_hosts.join("\n")}
        error={errorOf("allowed_hosts")}
      />
      <Lines
        key={`aliases ${project.aliases}`}
        label="Aliases"
        name="aliases"
        rows={2}
        hint="Keys under which other products' SDKs send to this project, one to a line."
        defaultValue={project.aliases.join("\n")}
        error={errorOf("aliases")}
      />
    </>
  );
}

function Policy({ project, errorOf }: { project: Project; errorOf: ErrorOf }) {
  return (
    <>
      <Choice
        label="A visitor keeps one id for"
        name="visitor_basis"
        defaultValue={project.visitor_basis}
        hint="Days and months need no storage in the browser. Longer needs an id kept there, and consent."
        error={errorOf("visitor_basis")}
      >
        <option value="daily">One day</option>
        <option value="monthly">One month</option>
        <option value="persistent">As long as the browser keeps it</option>
      </Choice>
      <Field
        label="Minutes without an event that end a visit"
        name="session_minutes"
        type="number"
        inputMode="numeric"
        step={1}
        required
        defaultValue={project.session_minutes}
        error={errorOf("session_minutes")}
      />
      <Check
        label="Leave out visitors who ask for it"
        name="honour_privacy_signals"
        hint="Their browser sends Global Privacy Control or Do Not Track."
        defaultChecked={project.honour_privacy_signals}
      />
    </>
  );
}
