// Labelled fields, with the server's message beside the field that it is about.

import { useMutation } from "@tanstack/react-query";
import { type InputHTMLAttributes, type ReactNode, useId } from "react";
import { ProblemError } from "../api/problem";
import { explain } from "./notice";

type FieldProps = InputHTMLAttributes<HTMLInputElement> & {
  label: string;
  name: string;
  hint?: string;
  error?: string | undefined;
};

export function Field({ label, hint, error, ...input }: FieldProps) {
  const id = useId();
  const about = error ?? hint;
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {label}
      </label>
      <input
        id={id}
        className="field"
        aria-invalid={error ? true : undefined}
        aria-describedby={about ? `${id}-about` : undefined}
        {...input}
      />
      {about && (
        <p id={`${id}-about`} className={`mt-1.5 text-xs ${error ? "text-bad" : "text-muted"}`}>
          {about}
        </p>
      )}
    </div>
  );
}

interface SubmitProps {
  action: string;
  names: readonly string[];
  submit: (values: Record<string, string>) => Promise<unknown>;
  children: (errorOf: (name: string) => string | undefined) => ReactNode;
}

/** A form whose text fields go to `submit` trimmed (passwords as typed), empty ones left out. */
export function Form({ action, names, submit, children }: SubmitProps) {
  const { mutate, error, isPending } = useMutation({ mutationFn: submit });
  const problem = error instanceof ProblemError ? error : undefined;
  const told = names.some((name) => problem?.about(name));
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        mutate(valuesOf(event.currentTarget));
      }}
    >
      {children((name) => problem?.about(name))}
      {error && !told && (
        <p role="alert" className="text-sm text-bad">
          {explain(error)}
        </p>
      )}
      <button type="submit" className="button button-primary h-10 w-full" disabled={isPending}>
        {isPending ? "One moment…" : action}
      </button>
    </form>
  );
}

function valuesOf(form: HTMLFormElement): Record<string, string> {
  const entries = [...new FormData(form)].map(([name, value]) => {
    const text = String(value);
    return [name, name === "password" ? text : text.trim()] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== ""));
}
