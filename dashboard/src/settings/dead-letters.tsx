import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { DeadLetter, Project } from "../api/types";
import { api, queryClient } from "../app-context";
import { formatInstant } from "../model/format";
import { ErrorNotice } from "../parts/notice";
import { Pager } from "../parts/pager";
import { Empty, Section, Waiting } from "../parts/section";
import { Cell, Table } from "../parts/table";

const LIMIT = 50;
const COLUMNS = [
  { label: "Failed", className: "w-40 max-sm:w-24" },
  { label: "Event", className: "w-32 max-sm:w-auto" },
  { label: "Why", className: "max-sm:hidden" },
  { label: "Replay", className: "w-24", hidden: true },
];

export function DeadLetters({ project }: { project: Project }) {
  const queryKey = ["dead-letters", project.id];
  const [offset, setOffset] = useState(0);
  const list = useQuery({
    queryKey: [...queryKey, offset],
    queryFn: () => api.deadLetters(project.id, LIMIT, offset),
    placeholderData: keepPreviousData,
  });
  const replay = useMutation({
    mutationFn: (ids: string[] | undefined) => api.replayDeadLetters(project.id, ids),
    onSuccess: async () => {
      setOffset(0);
      await queryClient.invalidateQueries({ queryKey });
    },
  });
  const { data } = list;
  return (
    <Section
      title="Dead letters"
      lead="Events that could not be stored. Put them back on the queue once the cause is gone; one that fails again returns."
      actions={
        data && data.total > 0 ? (
          <button
            type="button"
            className="button button-quiet"
            disabled={replay.isPending}
            onClick={() => replay.mutate(undefined)}
          >
            Replay all
          </button>
        ) : undefined
      }
    >
      <p role="status" className="px-5 text-sm text-good not-empty:pb-3">
        {replay.data && told(replay.data.replayed)}
      </p>
      {replay.error && <ErrorNotice error={replay.error} />}
      {list.error && !data && <ErrorNotice error={list.error} onRetry={list.refetch} />}
      {!list.error && !data && <Waiting />}
      {data?.total === 0 && <Empty>None. Everything that was accepted could be stored.</Empty>}
      {data && data.total > 0 && (
        <>
          <Table label="Dead letters" columns={COLUMNS} dimmed={list.isPlaceholderData}>
            {data.items.map((letter) => (
              <Letter
                key={letter.id}
                letter={letter}
                zone={project.timezone}
                onReplay={() => replay.mutate([letter.id])}
              />
            ))}
          </Table>
          <Pager offset={offset} limit={LIMIT} total={data.total} onMove={setOffset} />
        </>
      )}
    </Section>
  );
}

const told = (count: number) =>
  count === 1 ? "1 event is back on the queue." : `${count} events are back on the queue.`;

interface LetterProps {
  letter: DeadLetter;
  zone: string;
  onReplay: () => void;
}

function Letter({ letter, zone, onReplay }: LetterProps) {
  return (
    <tr>
      <Cell className="text-xs text-muted">{formatInstant(letter.failed_at, zone)}</Cell>
      <Cell className="truncate" title={`${letter.hostname}${letter.path}`}>
        <span className="block truncate font-medium">{letter.name}</span>
        <span className="block truncate text-xs text-muted">{letter.path}</span>
        <span className="block text-xs break-words whitespace-normal text-muted sm:hidden">
          {letter.reason}
        </span>
      </Cell>
      <Cell className="text-xs break-words text-muted max-sm:hidden">{letter.reason}</Cell>
      <Cell className="text-right">
        <button
          type="button"
          className="rounded text-xs text-accent hover:underline"
          aria-label={`Replay ${letter.name} of ${formatInstant(letter.failed_at, zone)}`}
          onClick={onReplay}
        >
          Replay
        </button>
      </Cell>
    </tr>
  );
}
