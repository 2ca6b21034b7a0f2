import { useState } from "react";
import type { Scope } from "../api/types";
import { api } from "../app-context";
import { CopyButton } from "../parts/copy-button";
import { Dialog } from "../parts/dialog";
import { Check, Field } from "../parts/fields";
import { Form } from "../parts/form";

const SCOPES: { scope: Scope; hint: string }[] = [
  { scope: "ingest", hint: "Send events, and say for whom: address and agent of each." },
  { scope: "query", hint: "Ask for numbers." },
  { scope: "export", hint: "Take events out whole." },
  { scope: "admin", hint: "Change the project, its goals and its keys." },
];
const NAMES = ["name", "scopes"] as const;

interface Props {
  project: string;
  onMade: () => void;
  onClose: () => void;
}

/** The made key is in this dialog alone, and gone with it. */
export function KeyDialog({ project, onMade, onClose }: Props) {
  const [key, setKey] = useState<string>();
  const create = async ({ name = "", ...ticks }: Record<string, string>) => {
    const scopes = SCOPES.map(({ scope }) => scope).filter((scope) => scope in ticks);
    const made = await api.createKey(project, { name, scopes });
    setKey(made.key);
    onMade();
  };
  if (key) return <Made text={key} onClose={onClose} />;
  return (
    <Dialog title="New API key" onClose={onClose}>
      <Form action="Create key" names={NAMES} submit={create}>
        {(errorOf) => (
          <>
            <Field
              label="Name"
              name="name"
              required
              maxLength={120}
              placeholder="Nightly export"
              error={errorOf("name")}
            />
            <Scopes error={errorOf("scopes")} />
          </>
        )}
      </Form>
    </Dialog>
  );
}

function Scopes({ error }: { error: string | undefined }) {
  return (
    <fieldset className="space-y-3">
      <legend className="mb-2 text-sm font-medium">What it may do</legend>
      {SCOPES.map(({ scope, hint }) => (
        <Check
          key={scope}
          label={scope}
          name={scope}
          hint={hint}
          defaultChecked={scope === "query"}
        />
      ))}
      {error && (
        <p role="alert" className="text-xs text-bad">
          {error}
        </p>
      )}
    </fieldset>
  );
}

function Made({ text, onClose }: { text: string; onClose: () => void }) {
  return (
    <Dialog title="Your new key" onClose={onClose}>
      <p className="text-sm">Copy it now: it is not shown again.</p>
      <p
        data-testid="key"
        className="my-4 rounded-lg border border-line bg-canvas px-3 py-2 font-mono text-xs leading-5 break-all select-all"
      >
        {text}
      </p>
      <div className="flex justify-end gap-2">
        <CopyButton text={text} />
        <button type="button" className="button button-primary" onClick={onClose}>
          Done
        </button>
      </div>
    </Dialog>
  );
}
