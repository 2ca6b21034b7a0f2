import { useMutation, useQuery } from "@tanstack/react-query";
import type { SessionInfo } from "../api/types";
import { api, queryClient } from "../app-context";
import { formatInstant, ownZone } from "../model/format";
import { ErrorNotice } from "../parts/notice";
import { Section, Waiting } from "../parts/section";
import { Cell, Table } from "../parts/table";

const KEY = ["sessions"];
const COLUMNS = [
  { label: "Browser" },
  { label: "Last used", className: "w-44 max-sm:hidden" },
  { label: "Sign out", className: "w-28", hidden: true },
];

/** Where one is signed in. */
export function Sessions() {
  const list = useQuery({ queryKey: KEY, queryFn: api.sessions });
  const end = useMutation({
    mutationFn: (id: string | undefined) => (id ? api.endSession(id) : api.endOtherSessions()),
    onSettled: () => queryClient.invalidateQueries({ queryKey: KEY }),
  });
  const others = list.data?.items.some(({ current }) => !current);
  return (
    <Section
      title="Signed in"
      lead="In these browsers, until their session is a week unused."
      actions={
        others && (
          <button
            type="button"
            className="button button-quiet"
            disabled={end.isPending}
            onClick={() => end.mutate(undefined)}
          >
            Sign out everywhere else
          </button>
        )
      }
    >
      {end.error && <ErrorNotice error={end.error} />}
      {list.error && !list.data && <ErrorNotice error={list.error} onRetry={list.refetch} />}
      {!list.error && !list.data && <Waiting />}
      {list.data && (
        <Table label="Sessions" columns={COLUMNS}>
          {list.data.items.map((one) => (
            <SessionRow key={one.id} session={one} onEnd={() => end.mutate(one.id)} />
          ))}
        </Table>
      )}
    </Section>
  );
}

function SessionRow({ session, onEnd }: { session: SessionInfo; onEnd: () => void }) {
  const { agent, current, created_at, last_used_at } = session;
  return (
    <tr>
      <Cell className="truncate">
        <span className="block truncate font-medium">{agent || "Unknown browser"}</span>
        <span className="block text-xs text-muted">
          Since {formatInstant(created_at, ownZone())}
        </span>
      </Cell>
      <Cell className="text-muted max-sm:hidden">{formatInstant(last_used_at, ownZone())}</Cell>
      <Cell className="text-right text-xs">
        {current ? (
          <span className="text-good">This browser</span>
        ) : (
          <button
            type="button"
            aria-label={`Sign out ${agent || "the unknown browser"}`}
            className="rounded text-accent hover:underline"
            onClick={onEnd}
          >
            Sign out
          </button>
        )}
      </Cell>
    </tr>
  );
}
