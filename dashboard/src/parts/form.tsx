// Labelled fields, with the server's message beside the field that it is about.

import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ProblemError } from "../api/problem";
import { explain } from "./notice";

interface SubmitProps {
  action: string;
  names: readonly string[];
  submit: (values: Record<string, string>) => Promise<unknown>;
  kind?: "primary" | "danger";
  disabled?: boolean;
  /** Said once it has been done, where the form stays. */
  done?: string;
  children: (errorOf: (name: string) => string | undefined) => ReactNode;
}

/** A form whose fields go to `submit` trimmed (passwords as typed), empty ones and open ticks left out. */
export function Form(props: SubmitProps) {
  const { action, names, submit, kind = "primary", disabled = false, done, children } = props;
  const { mutate, error, isPending, isSuccess, reset } = useMutation({ mutationFn: submit });
  const problem = error instanceof ProblemError ? error : undefined;
  const told = names.some((name) => problem?.about(name));
  return (
    <form
      className="space-y-4"
      onChange={() => isSuccess && reset()}
      onSubmit={(event) => {
        event.preventDefault();
        mutate(valuesOf(event.currentTarget));
      }}
    >
      {children((name) => problem?.about(name))}
      {error && !told && (
        <p role="alert" className="text-sm break-words text-bad">
          {explain(error)}
        </p>
      )}
      <button
        type="submit"
        className={`button button-${kind} h-10 w-full`}
        disabled={isPending || disabled}
      >
        {isPending ? "One moment…" : action}
      </button>
      {done && (
        <p role="status" className="text-center text-sm text-good empty:hidden">
          {isSuccess ? done : ""}
        </p>
      )}
    </form>
  );
}

function valuesOf(form: HTMLFormElement): Record<string, string> {
  const entries = [...new FormData(form)].map(([name, value]) => {
    const text = String(value);
    return [name, name.endsWith("password") ? text : text.trim()] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== ""));
}
