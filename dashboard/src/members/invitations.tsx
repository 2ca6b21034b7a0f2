import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Invitation } from "../api/types";
import { api } from "../app-context";
import { formatInstant } from "../model/format";
import { Confirm } from "../parts/confirm";
import { Icon } from "../parts/icons";
import { ErrorNotice } from "../parts/notice";
import { Empty, Section, Waiting } from "../parts/section";
import { Cell, RowButton, Table } from "../parts/table";
import { InviteDialog } from "./invite-dialog";
import { INVITATIONS, invitationsChanged } from "./keys";

const COLUMNS = [
  { label: "Invited" },
  { label: "Role", className: "w-24 max-sm:w-20" },
  { label: "Until", className: "w-44 max-md:hidden" },
  { label: "Send again or revoke", className: "w-24", hidden: true },
];

export function Invitations({ zone }: { zone: string }) {
  const [inviting, setInviting] = useState(false);
  return (
    <Section
      title="Invitations"
      lead="A letter with a link that is good for seven days."
      actions={
        <button type="button" className="button button-primary" onClick={() => setInviting(true)}>
          <Icon name="mail" />
          Invite
        </button>
      }
    >
      <Rows zone={zone} />
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </Section>
  );
}

function Rows({ zone }: { zone: string }) {
  const [doomed, setDoomed] = useState<Invitation>();
  const { data, error, refetch } = useQuery({ queryKey: INVITATIONS, queryFn: api.invitations });
  const resend = useMutation({
    mutationFn: ({ id }: Invitation) => api.resendInvitation(id),
    onSettled: invitationsChanged,
  });
  if (error && !data) return <ErrorNotice error={error} onRetry={refetch} />;
  if (!data) return <Waiting rows={2} />;
  if (data.items.length === 0) return <Empty>Nobody is invited.</Empty>;
  const revoke = async ({ id }: Invitation) => {
    await api.revokeInvitation(id);
    await invitationsChanged();
  };
  return (
    <>
      <p role="status" className="px-5 text-sm text-good not-empty:pb-3">
        {resend.data && `Sent again to ${resend.data.email}. The link before holds no more.`}
      </p>
      {resend.error && <ErrorNotice error={resend.error} />}
      <Table label="Invitations" columns={COLUMNS}>
        {data.items.map((invitation) => (
          <InvitationRow
            key={invitation.id}
            {...{ invitation, zone }}
            onResend={resend.mutate}
            onRevoke={setDoomed}
          />
        ))}
      </Table>
      {doomed && (
        <Confirm
          title={`Revoke the invitation of ${doomed.email}?`}
          action="Revoke"
          onConfirm={() => revoke(doomed)}
          onClose={() => setDoomed(undefined)}
        >
          Its link holds no more.
        </Confirm>
      )}
    </>
  );
}

interface RowProps {
  invitation: Invitation;
  zone: string;
  onResend: (invitation: Invitation) => void;
  onRevoke: (invitation: Invitation) => void;
}

function InvitationRow({ invitation, zone, onResend, onRevoke }: RowProps) {
  const { email, name, role, expires_at } = invitation;
  return (
    <tr>
      <Cell className="truncate" title={email}>
        <span className="block truncate font-medium">{email}</span>
        <span className="block truncate text-xs text-muted">{name}</span>
      </Cell>
      <Cell className="text-muted">{role}</Cell>
      <Cell className="text-muted max-md:hidden">{formatInstant(expires_at, zone)}</Cell>
      <Cell className="text-right whitespace-nowrap">
        <RowButton label={`Send again to ${email}`} onClick={() => onResend(invitation)}>
          <Icon name="mail" />
        </RowButton>
        <RowButton label={`Revoke ${email}`} onClick={() => onRevoke(invitation)}>
          <Icon name="trash" />
        </RowButton>
      </Cell>
    </tr>
  );
}
