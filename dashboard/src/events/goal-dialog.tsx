import { useState } from "react";
import type { GoalFields } from "../api/types";
import { api } from "../app-context";
import { Dialog } from "../parts/dialog";
import { Choice, Field } from "../parts/fields";
import { Form } from "../parts/form";
import { goalsChanged } from "./goals-data";

/** With an id it is a goal that exists. */
export type GoalDraft = GoalFields & { id?: string };

export const EMPTY: GoalDraft = { name: "", kind: "event", match: "", value: null };

const NAMES = ["name", "kind", "match", "value"] as const;
const MATCH = {
  event: { label: "Event name", hint: "Exactly as it is sent." },
  page: { label: "Path", hint: "* stands for anything but /, ** for anything: /blog/**" },
};

interface Props {
  project: string;
  draft: GoalDraft;
  onClose: () => void;
}

export function GoalDialog({ project, draft, onClose }: Props) {
  const [kind, setKind] = useState(draft.kind);
  const save = async ({ name = "", match = "", value }: Record<string, string>) => {
    const goal: GoalFields = { name, kind, match, value: value ?? null };
    await (draft.id ? api.changeGoal(project, draft.id, goal) : api.createGoal(project, goal));
    await goalsChanged(project);
    onClose();
  };
  return (
    <Dialog title={draft.id ? `Change ${draft.name}` : "New goal"} onClose={onClose}>
      <Form action={draft.id ? "Save goal" : "Create goal"} names={NAMES} submit={save}>
        {(errorOf) => (
          <>
            <Field
              label="Name"
              name="name"
              required
              maxLength={120}
              defaultValue={draft.name}
              error={errorOf("name")}
            />
            <Choice
              label="Reached by"
              name="kind"
              value={kind}
              onChange={(event) => setKind(event.target.value === "page" ? "page" : "event")}
              error={errorOf("kind")}
            >
              <option value="event">An event</option>
              <option value="page">A page view</option>
            </Choice>
            <Field
              {...MATCH[kind]}
              name="match"
              required
              autoCapitalize="none"
              spellCheck={false}
              defaultValue={draft.match}
              error={errorOf("match")}
            />
            <Field
              label="Value"
              name="value"
              placeholder="12.50 EUR"
              hint="Of each conversion, if it has a fixed one. Otherwise the event's own revenue counts."
              defaultValue={draft.value ?? ""}
              error={errorOf("value")}
            />
          </>
        )}
      </Form>
    </Dialog>
  );
}
