// What the owner of a site wants of the tracker; the code beside it follows with every change.

import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { CHOICES, type Choice } from "../model/choices";
import { settingsFor, type Wishes } from "../model/snippet";
import { Code } from "../parts/code";
import { Check, Field } from "../parts/fields";
import { SERVER } from "./site";

interface Props {
  wishes: Wishes;
  /** The package has neither a script of its own nor hashes: a bundler makes its files. */
  forTag: boolean;
  onChange: (part: Partial<Wishes>) => void;
}

export function WishesForm(props: Props) {
  return (
    <div className="mt-4 space-y-2 text-sm">
      <Part title="Options">
        <Choices {...props} />
      </Part>
      <Part title="Own names, against block lists">
        <Names {...props} />
      </Part>
      {props.forTag && (
        <Part title="Subresource Integrity">
          <Hashes {...props} />
        </Part>
      )}
    </div>
  );
}

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <details>
    <summary className="cursor-pointer font-medium">{title}</summary>
    <div className="pt-2 pb-3">{children}</div>
  </details>
);

function Choices({ wishes, onChange }: Props) {
  const { choices } = wishes;
  const toggle = (name: Choice) =>
    choices.includes(name) ? choices.filter((one) => one !== name) : [...choices, name];
  return (
    <div className="grid gap-x-6 gap-y-2 sm:grid-cols-2">
      {CHOICES.map(({ name, label }) => (
        <label key={name} className="flex items-center gap-2">
          <input
            type="checkbox"
            className="size-4 shrink-0 accent-accent"
            checked={choices.includes(name)}
            onChange={() => onChange({ choices: toggle(name) })}
          />
          {label}
        </label>
      ))}
    </div>
  );
}

function Names({ wishes, forTag, onChange }: Props) {
  const settings = settingsFor(forTag ? wishes : { ...wishes, script: "" });
  const name = (part: "script" | "endpoint", label: string, placeholder: string) => (
    <Field
      label={label}
      name={part}
      placeholder={placeholder}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      value={wishes[part]}
      onChange={(event) => onChange({ [part]: event.target.value.trim() })}
    />
  );
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-2">
        {forTag && name("script", "Script", "/lib/site.js")}
        {name("endpoint", "Events", "/lib/news")}
      </div>
      <p className="mt-2 text-xs text-muted">
        Paths of this server, or whole addresses on the site's own host, from where a reverse proxy
        passes them on.
      </p>
      {settings && (
        <>
          <p className="mt-3 text-xs text-muted">The server answers there with these settings:</p>
          <Code text={settings} what="the settings" />
        </>
      )}
    </>
  );
}

function Hashes({ wishes, onChange }: Props) {
  const [on, setOn] = useState(wishes.hashes !== undefined);
  const { mutate, isError, isPending } = useMutation({
    mutationFn: fetchHashes,
    onSuccess: (hashes) => onChange({ hashes }),
    onError: () => setOn(false),
  });
  const turn = (next: boolean) => {
    setOn(next);
    if (next) mutate();
    else onChange({ hashes: undefined });
  };
  return (
    <>
      <Check
        label="Hold the files to their hashes"
        name="integrity"
        hint="Browsers then run no other script than this one. Another version of the server has other hashes: the tag must be changed with each upgrade, or nothing is counted."
        checked={on}
        disabled={isPending}
        onChange={(event) => turn(event.target.checked)}
      />
      {isError && (
        <p role="alert" className="mt-2 text-bad">
          The server does not tell its hashes.
        </p>
      )}
    </>
  );
}

async function fetchHashes(): Promise<Record<string, string>> {
  const answer = await fetch(`${SERVER}/js/integrity.json`);
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}
