// What went wrong, in the server's words, and what can be done about it.

import { ProblemError } from "../api/problem";
import { Icon } from "./icons";

export function explain(error: Error): string {
  if (!(error instanceof ProblemError)) return "Something in this page failed. Reload it to go on.";
  const further = error.problem.errors?.map(({ path, message }) => `${path}: ${message}`) ?? [];
  return [error.message, ...further].join(" ");
}

export function ErrorNotice({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  return (
    <div role="alert" className="flex flex-col items-start gap-3 p-5 text-sm">
      <p className="flex gap-2">
        <Icon name="warning" className="mt-0.5 size-4 text-bad" />
        <span className="break-words">{explain(error)}</span>
      </p>
      {onRetry && (
        <button type="button" className="button button-quiet" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}
