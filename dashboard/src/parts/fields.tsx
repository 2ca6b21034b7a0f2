// What a form is made of.

import {
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useId,
} from "react";
import { Icon } from "./icons";

interface Told {
  label: string;
  name: string;
  hint?: string;
  error?: string | undefined;
}

/** What ties a control to its label and to what is said about it. */
interface Ties {
  id: string;
  "aria-invalid": true | undefined;
  "aria-describedby": string | undefined;
}

function Labelled({
  label,
  hint,
  error,
  children,
}: Omit<Told, "name"> & { children: (ties: Ties) => ReactNode }) {
  const id = useId();
  const about = error ?? hint;
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {label}
      </label>
      {children({
        id,
        "aria-invalid": error ? true : undefined,
        "aria-describedby": about ? `${id}-about` : undefined,
      })}
      {about && (
        <p
          id={`${id}-about`}
          className={`mt-1.5 text-xs break-words ${error ? "text-bad" : "text-muted"}`}
        >
          {about}
        </p>
      )}
    </div>
  );
}

export const Field = ({
  label,
  hint,
  error,
  ...input
}: InputHTMLAttributes<HTMLInputElement> & Told) => (
  <Labelled label={label} {...(hint && { hint })} error={error}>
    {(ties) => <input className="field" {...ties} {...input} />}
  </Labelled>
);

/** A list, written with one value to a line. */
export const Lines = ({
  label,
  hint,
  error,
  ...area
}: TextareaHTMLAttributes<HTMLTextAreaElement> & Told) => (
  <Labelled label={label} {...(hint && { hint })} error={error}>
    {(ties) => (
      <textarea
        className="field h-auto py-2 font-mono text-xs leading-5"
        rows={3}
        spellCheck={false}
        autoCapitalize="none"
        {...ties}
        {...area}
      />
    )}
  </Labelled>
);

export const Choice = ({
  label,
  hint,
  error,
  children,
  ...select
}: SelectHTMLAttributes<HTMLSelectElement> & Told) => (
  <Labelled label={label} {...(hint && { hint })} error={error}>
    {(ties) => (
      <div className="relative">
        <select className="field appearance-none pr-9" {...ties} {...select}>
          {children}
        </select>
        <Icon
          name="chevron"
          className="pointer-events-none absolute top-3 right-3 size-4 text-muted"
        />
      </div>
    )}
  </Labelled>
);

export function Check({
  label,
  hint,
  ...input
}: InputHTMLAttributes<HTMLInputElement> & Omit<Told, "error">) {
  const id = useId();
  return (
    <div className="flex gap-3">
      <input
        id={id}
        type="checkbox"
        className="mt-0.5 size-4 shrink-0 accent-accent"
        aria-describedby={hint ? `${id}-about` : undefined}
        {...input}
      />
      <div className="min-w-0">
        <label htmlFor={id} className="block text-sm font-medium">
          {label}
        </label>
        {hint && (
          <p id={`${id}-about`} className="text-xs text-muted">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
