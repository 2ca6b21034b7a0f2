import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Project } from "../api/types";
import { api, queryClient } from "../app-context";
import { formatInstant } from "../model/format";
import { Icon } from "../parts/icons";
import { ErrorNotice } from "../parts/notice";
import { Section, Waiting } from "../parts/section";
import { Cell, Table } from "../parts/table";
import { MemberDialog } from "./member-dialog";

const KEY = ["members"];
const COLUMNS = [
  { label: "Member" },
  { label: "Role", className: "w-24" },
  { label: "Since", className: "w-44 max-sm:hidden" },
];

export function Members({ project }: { project: Project }) {
  const [adding, setAdding] = useState(false);
  return (
    <Section
      title="Members"
      lead="Of the organization: they see all its projects."
      actions={
        <button type="button" className="button button-primary" onClick={() => setAdding(true)}>
          <Icon name="plus" />
          Add member
        </button>
      }
    >
      <Rows zone={project.timezone} />
      {adding && (
        <MemberDialog
          onAdded={() => queryClient.invalidateQueries({ queryKey: KEY })}
          onClose={() => setAdding(false)}
        />
      )}
    </Section>
  );
}

function Rows({ zone }: { zone: string }) {
  const { data, error, refetch } = useQuery({ queryKey: KEY, queryFn: api.members });
  if (error && !data) return <ErrorNotice error={error} onRetry={refetch} />;
  if (!data) return <Waiting />;
  return (
    <Table label="Members" columns={COLUMNS}>
      {data.items.map((member) => (
        <tr key={member.id}>
          <Cell className="truncate" title={member.email}>
            <span className="block truncate font-medium">{member.name}</span>
            <span className="block truncate text-xs text-muted">{member.email}</span>
          </Cell>
          <Cell className="text-muted">{member.role}</Cell>
          <Cell className="text-muted max-sm:hidden">{formatInstant(member.created_at, zone)}</Cell>
        </tr>
      ))}
    </Table>
  );
}
