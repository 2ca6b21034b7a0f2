import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { MemberSearch } from "../api/accounts";
import type { Member, MemberStatus, Role } from "../api/types";
import { api } from "../app-context";
import { Icon } from "../parts/icons";
import { ErrorNotice } from "../parts/notice";
import { Pager } from "../parts/pager";
import { Empty, Section, Waiting } from "../parts/section";
import { Select } from "../parts/select";
import { useSettled } from "../parts/settled";
import { Table } from "../parts/table";
import { AddMember } from "./add-member";
import { MEMBERS } from "./keys";
import { MemberDialog } from "./member-dialog";
import { MemberRow } from "./member-row";

const LIMIT = 50;
const COLUMNS = [
  { label: "Member" },
  { label: "Role", className: "w-24 max-sm:w-20" },
  { label: "Last active", className: "w-44 max-md:hidden" },
  { label: "Change", className: "w-14", hidden: true },
];

export function MemberList({ zone }: { zone: string }) {
  const [open, setOpen] = useState<Member | "new">();
  return (
    <Section
      title="Members"
      lead="Of the organization: they see all its projects."
      actions={
        <button type="button" className="button button-quiet" onClick={() => setOpen("new")}>
          <Icon name="plus" />
          Add member
        </button>
      }
    >
      <Searched zone={zone} onOpen={setOpen} />
      {open === "new" && <AddMember onClose={() => setOpen(undefined)} />}
      {open && open !== "new" && <MemberDialog member={open} onClose={() => setOpen(undefined)} />}
    </Section>
  );
}

interface Props {
  zone: string;
  onOpen: (member: Member) => void;
}

function Searched(props: Props) {
  const [typed, setTyped] = useState("");
  const [role, setRole] = useState<Role | "">("");
  const [status, setStatus] = useState<MemberStatus | "">("");
  const search = useSettled(typed.trim());
  return (
    <>
      <div className="flex flex-wrap gap-2 px-5 pb-3">
        <input
          type="search"
          className="field h-9 min-w-32 flex-1"
          maxLength={200}
          placeholder="Name or e-mail"
          aria-label="Search members"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Select
          label="Of the role"
          value={role}
          onChange={(event) => setRole(event.target.value as Role | "")}
        >
          <option value="">Any role</option>
          {["owner", "admin", "analyst", "viewer"].map((one) => (
            <option key={one}>{one}</option>
          ))}
        </Select>
        <Select
          label="In the state"
          value={status}
          onChange={(event) => setStatus(event.target.value as MemberStatus | "")}
        >
          <option value="">Not deleted</option>
          {["active", "deactivated", "deleted"].map((one) => (
            <option key={one}>{one}</option>
          ))}
        </Select>
      </div>
      <Rows key={`${search} ${role} ${status}`} {...props} {...{ search, role, status }} />
    </>
  );
}

function Rows({ zone, onOpen, ...sought }: Props & Omit<MemberSearch, "limit" | "offset">) {
  const [offset, setOffset] = useState(0);
  const page = { ...sought, limit: LIMIT, offset };
  const { data, error, isPlaceholderData, refetch } = useQuery({
    queryKey: [...MEMBERS, page],
    queryFn: () => api.members(page),
    placeholderData: keepPreviousData,
  });
  if (error && !data) return <ErrorNotice error={error} onRetry={refetch} />;
  if (!data) return <Waiting />;
  if (data.items.length === 0) return <Empty>Nobody like that.</Empty>;
  return (
    <>
      <Table label="Members" columns={COLUMNS} dimmed={isPlaceholderData}>
        {data.items.map((member) => (
          <MemberRow key={member.id} member={member} zone={zone} onOpen={onOpen} />
        ))}
      </Table>
      <Pager offset={offset} limit={LIMIT} total={data.total} onMove={setOffset} />
    </>
  );
}
