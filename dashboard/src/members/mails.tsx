import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Mail } from "../api/types";
import { api } from "../app-context";
import { formatInstant } from "../model/format";
import { ErrorNotice } from "../parts/notice";
import { Pager } from "../parts/pager";
import { Empty, Section } from "../parts/section";

const LIMIT = 20;
const REFRESH_MS = 3000;

/** Letters of an installation that keeps them instead of sending them: an owner hands them over. */
export function Mails({ zone }: { zone: string }) {
  const [offset, setOffset] = useState(0);
  const { data, error, refetch } = useQuery({
    queryKey: ["mails", offset],
    queryFn: () => api.mails(LIMIT, offset),
    placeholderData: keepPreviousData,
    // A letter is written a moment after what it is about.
    refetchInterval: (asked) => (asked.state.error ? false : REFRESH_MS),
  });
  // Where letters are sent there is no list.
  if (!error && !data?.kept) return null;
  return (
    <Section
      title="Letters"
      lead="No mail server is set, so letters are kept here. Their links are secret: hand them to nobody else."
    >
      {error && !data && <ErrorNotice error={error} onRetry={refetch} />}
      {data?.items.length === 0 && <Empty>None yet.</Empty>}
      <div className="divide-y divide-line">
        {data?.items.map((mail) => (
          <Letter key={mail.id} mail={mail} zone={zone} />
        ))}
      </div>
      {data && <Pager offset={offset} limit={LIMIT} total={data.total} onMove={setOffset} />}
    </Section>
  );
}

const Letter = ({ mail, zone }: { mail: Mail; zone: string }) => (
  <details className="text-sm">
    <summary className="flex cursor-pointer flex-wrap gap-x-3 px-5 py-2.5 -outline-offset-2">
      <span className="mr-auto min-w-0 truncate font-medium">{mail.subject}</span>
      <span className="min-w-0 truncate text-muted">{mail.to}</span>
      <span className="text-muted">{formatInstant(mail.created_at, zone)}</span>
    </summary>
    <pre className="px-5 pb-4 font-mono text-xs leading-5 break-words whitespace-pre-wrap select-text">
      {mail.text}
    </pre>
  </details>
);
