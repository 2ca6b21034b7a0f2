import type { Role } from "../api/types";
import { api } from "../app-context";
import { EmailField, NewPasswordField, RoleField } from "../parts/account-fields";
import { Dialog } from "../parts/dialog";
import { Field } from "../parts/fields";
import { Form } from "../parts/form";
import { membersChanged } from "./keys";

const NAMES = ["email", "name", "password", "role"] as const;

/** With a password that is handed over; an invitation lets them choose their own. */
export function AddMember({ onClose }: { onClose: () => void }) {
  const add = async ({ email = "", name, password = "", role }: Record<string, string>) => {
    await api.addMember({ email, password, role: role as Role, ...(name && { name }) });
    await membersChanged();
    onClose();
  };
  return (
    <Dialog title="Add member" onClose={onClose}>
      <Form action="Add member" names={NAMES} submit={add}>
        {(errorOf) => (
          <>
            <EmailField own={false} error={errorOf("email")} />
            <Field label="Name" name="name" autoComplete="off" error={errorOf("name")} />
            <NewPasswordField
              hint="At least 8 characters. Hand it over safely."
              error={errorOf("password")}
            />
            <RoleField error={errorOf("role")} />
          </>
        )}
      </Form>
    </Dialog>
  );
}
