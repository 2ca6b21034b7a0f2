// What went wrong, in the server's words, and what can be done about it.

import { ProblemError } from "../api/problem";
import { Icon } from "./icons";

export const explain = (error: Error): string =>
  error instanceof ProblemError
    ? error.message
    : "Something in this page failed. Reload it to go on.";

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
