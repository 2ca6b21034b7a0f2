import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ApiKey, Project } from "../api/types";
import { api, queryClient } from "../app-context";
import { formatInstant } from "../model/format";
import { Confirm } from "../parts/confirm";
import { Icon } from "../parts/icons";
import { ErrorNotice } from "../parts/notice";
import { Empty, Section, Waiting } from "../parts/section";
import { Cell, RowButton, Table } from "../parts/table";
import { KeyDialog } from "./key-dialog";

const COLUMNS = [
  { label: "Name" },
  { label: "Key", className: "w-32 max-sm:hidden" },
  { label: "May", className: "w-40 max-sm:w-28" },
  { label: "Made", className: "w-40 max-lg:hidden" },
  { label: "Delete", className: "w-16", hidden: true },
];

const keyOf = (project: Project) => ["keys", project.id];
const changed = (project: Project) => queryClient.invalidateQueries({ queryKey: keyOf(project) });

export function Keys({ project }: { project: Project }) {
  const [making, setMaking] = useState(false);
  return (
    <Section
      title="API keys"
      lead="For scripts and servers. Each is good for this project alone."
      actions={
        <button type="button" className="button button-primary" onClick={() => setMaking(true)}>
          <Icon name="plus" />
          New key
        </button>
      }
    >
      <Rows project={project} />
      {making && (
        <KeyDialog
          project={project.id}
          onMade={() => changed(project)}
          onClose={() => setMaking(false)}
        />
      )}
    </Section>
  );
}

function Rows({ project }: { project: Project }) {
  const [doomed, setDoomed] = useState<ApiKey>();
  const { data, error, refetch } = useQuery({
    queryKey: keyOf(project),
    queryFn: () => api.keys(project.id),
  });
  if (error && !data) return <ErrorNotice error={error} onRetry={refetch} />;
  if (!data) return <Waiting />;
  if (data.items.length === 0) return <Empty>No keys yet.</Empty>;
  const remove = async (key: ApiKey) => {
    await api.deleteKey(project.id, key.id);
    await changed(project);
  };
  return (
    <>
      <Table label="API keys" columns={COLUMNS}>
        {data.items.map((key) => (
          <KeyRow key={key.id} apiKey={key} zone={project.timezone} onDelete={setDoomed} />
        ))}
      </Table>
      {doomed && (
        <Confirm
          title={`Delete ${doomed.name}?`}
          action="Delete key"
          onConfirm={() => remove(doomed)}
          onClose={() => setDoomed(undefined)}
        >
          Whatever uses this key is refused from then on.
        </Confirm>
      )}
    </>
  );
}

interface RowProps {
  apiKey: ApiKey;
  zone: string;
  onDelete: (key: ApiKey) => void;
}

function KeyRow({ apiKey, zone, onDelete }: RowProps) {
  const scopes = [...apiKey.scopes].sort().join(", ");
  return (
    <tr>
      <Cell className="truncate font-medium" title={apiKey.name}>
        {apiKey.name}
      </Cell>
      <Cell className="truncate font-mono text-xs text-muted max-sm:hidden">
        ins_{apiKey.prefix}…
      </Cell>
      <Cell className="text-xs break-words text-muted">{scopes}</Cell>
      <Cell className="truncate text-muted max-lg:hidden">
        {formatInstant(apiKey.created_at, zone)}
      </Cell>
      <Cell className="text-right">
        <RowButton label={`Delete ${apiKey.name}`} onClick={() => onDelete(apiKey)}>
          <Icon name="trash" />
        </RowButton>
      </Cell>
    </tr>
  );
}
