import { useMutation } from "@tanstack/react-query";
import type { Query } from "../api/types";
import { api } from "../app-context";
import { Icon } from "./icons";
import { explain } from "./notice";

interface Props {
  /** What the rows are, for the button's name. */
  what: string;
  query: Query;
  file: string;
}

/** Downloads every row of an answer; while it fails, says so in place of its icon. */
export function CsvButton({ what, query, file }: Props) {
  const { mutate, error, isPending } = useMutation({
    mutationFn: async () => save(await api.csv(query), file),
  });
  const label = `Download ${what} as CSV`;
  return (
    <>
      <button
        type="button"
        aria-label={label}
        title={error ? explain(error) : label}
        disabled={isPending}
        onClick={() => mutate()}
        className="grid size-7 shrink-0 place-items-center rounded-md text-muted hover:bg-raised hover:text-ink disabled:opacity-60"
      >
        <Icon name={error ? "warning" : "download"} className="size-3.5" />
      </button>
      {error && (
        <span role="alert" className="sr-only">
          {explain(error)}
        </span>
      )}
    </>
  );
}

function save(content: Blob, file: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = file;
  link.click();
  URL.revokeObjectURL(address);
}
