import type { Member } from "../api/types";
import { session } from "../app-context";
import { formatInstant } from "../model/format";
import { Icon } from "../parts/icons";
import { Cell, RowButton } from "../parts/table";

interface Props {
  member: Member;
  zone: string;
  onOpen: (member: Member) => void;
}

/** One's own row has no button: that is what the account page is for. */
export function MemberRow({ member, zone, onOpen }: Props) {
  const { id, name, email, role, status, last_active_at } = member;
  return (
    <tr className={status === "active" ? "" : "text-muted"}>
      <Cell className="truncate" title={email}>
        <span className="block truncate font-medium">
          {name}
          {status !== "active" && (
            <span className="ml-2 rounded bg-raised px-1.5 py-0.5 text-xs text-muted">
              {status}
            </span>
          )}
        </span>
        <span className="block truncate text-xs text-muted">{email}</span>
      </Cell>
      <Cell className="text-muted">{role}</Cell>
      <Cell className="text-muted max-md:hidden">
        {last_active_at ? formatInstant(last_active_at, zone) : "Never"}
      </Cell>
      <Cell className="text-right">
        {id !== session.user()?.id && (
          <RowButton label={`Change ${name || email}`} onClick={() => onOpen(member)}>
            <Icon name="edit" />
          </RowButton>
        )}
      </Cell>
    </tr>
  );
}
