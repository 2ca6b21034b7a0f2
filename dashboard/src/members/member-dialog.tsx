// What can be done about one member; what takes something away is asked about first.

import { type ReactNode, useState } from "react";
import type { Member, Role } from "../api/types";
import { api } from "../app-context";
import { givenRoles, RoleField } from "../parts/account-fields";
import { Confirm } from "../parts/confirm";
import { Dialog } from "../parts/dialog";
import { Field } from "../parts/fields";
import { Form } from "../parts/form";
import { membersChanged } from "./keys";

interface Act {
  label: string;
  /** What it takes away, in words; absent where nothing is lost. */
  warning?: ReactNode;
  run: (id: string) => Promise<unknown>;
}

const SIGN_OUT: Act = { label: "Sign out everywhere", run: api.signMemberOut };
const DELETE: Act = {
  label: "Delete",
  warning:
    "They are signed out everywhere. For 30 days they can be restored, then they are erased.",
  run: api.deleteMember,
};
const DEACTIVATE: Act = {
  label: "Deactivate",
  warning: "They are signed out everywhere and cannot sign in until they are activated again.",
  run: api.deactivateMember,
};
const ACTS: Record<Member["status"], Act[]> = {
  active: [SIGN_OUT, DEACTIVATE, DELETE],
  deactivated: [{ label: "Activate", run: api.activateMember }, DELETE],
  deleted: [{ label: "Restore", run: api.restoreMember }],
};

interface Props {
  member: Member;
  onClose: () => void;
}

export function MemberDialog({ member, onClose }: Props) {
  const [asked, setAsked] = useState<Act>();
  const who = member.name || member.email;
  const run = async (act: Act) => {
    await act.run(member.id);
    await membersChanged();
  };
  if (asked) {
    return (
      <Confirm
        title={`${asked.label}: ${who}`}
        action={asked.label}
        kind={asked.warning ? "danger" : "primary"}
        onConfirm={() => run(asked)}
        onClose={onClose}
      >
        {asked.warning}
      </Confirm>
    );
  }
  return (
    <Dialog title={who} onClose={onClose}>
      {member.status !== "deleted" && <Fields member={member} onClose={onClose} />}
      <div className="mt-4 flex flex-wrap gap-2">
        {ACTS[member.status].map((act) => (
          <button
            key={act.label}
            type="button"
            className={`button ${act.warning ? "button-danger" : "button-quiet"}`}
            onClick={() => setAsked(act)}
          >
            {act.label}
          </button>
        ))}
      </div>
    </Dialog>
  );
}

function Fields({ member, onClose }: Props) {
  const save = async ({ name = "", role }: Record<string, string>) => {
    await api.changeMember(member.id, { name, ...(role && { role: role as Role }) });
    await membersChanged();
    onClose();
  };
  return (
    <Form action="Save" names={["name", "role"]} submit={save}>
      {(errorOf) => (
        <>
          <Field
            label="Name"
            name="name"
            autoComplete="off"
            required
            defaultValue={member.name}
            error={errorOf("name")}
          />
          {givenRoles().includes(member.role) && (
            <RoleField role={member.role} error={errorOf("role")} />
          )}
        </>
      )}
    </Form>
  );
}
