import type { Role } from "../api/types";
import { api } from "../app-context";
import { EmailField, RoleField } from "../parts/account-fields";
import { Dialog } from "../parts/dialog";
import { Field } from "../parts/fields";
import { Form } from "../parts/form";
import { invitationsChanged } from "./keys";

const NAMES = ["email", "name", "role"] as const;

export function InviteDialog({ onClose }: { onClose: () => void }) {
  const invite = async ({ email = "", name, role }: Record<string, string>) => {
    await api.invite({ email, role: role as Role, ...(name && { name }) });
    await invitationsChanged();
    onClose();
  };
  return (
    <Dialog title="Invite somebody" onClose={onClose}>
      <Form action="Send invitation" names={NAMES} submit={invite}>
        {(errorOf) => (
          <>
            <EmailField own={false} error={errorOf("email")} />
            <Field label="Name" name="name" autoComplete="off" error={errorOf("name")} />
            <RoleField error={errorOf("role")} />
          </>
        )}
      </Form>
    </Dialog>
  );
}
