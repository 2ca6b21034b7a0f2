import type { Role } from "../api/types";
import { api, session } from "../app-context";
import { Dialog } from "../parts/dialog";
import { Choice, Field } from "../parts/fields";
import { Form } from "../parts/form";

const ROLES: { role: Role; label: string }[] = [
  { role: "viewer", label: "Viewer: sees numbers" },
  { role: "analyst", label: "Analyst: sees and exports" },
  { role: "admin", label: "Admin: changes everything" },
  { role: "owner", label: "Owner: also makes owners" },
];
const NAMES = ["email", "name", "password", "role"] as const;

interface Props {
  onAdded: () => Promise<unknown>;
  onClose: () => void;
}

export function MemberDialog({ onAdded, onClose }: Props) {
  const add = async ({ email = "", name, password = "", role }: Record<string, string>) => {
    await api.addMember({ email, password, role: role as Role, ...(name && { name }) });
    await onAdded();
    onClose();
  };
  const given = ROLES.filter(({ role }) => role !== "owner" || session.user()?.role === "owner");
  return (
    <Dialog title="Add member" onClose={onClose}>
      <Form action="Add member" names={NAMES} submit={add}>
        {(errorOf) => (
          <>
            <Field
              label="E-mail"
              name="email"
              type="email"
              autoComplete="off"
              required
              error={errorOf("email")}
            />
            <Field label="Name" name="name" autoComplete="off" error={errorOf("name")} />
            <Field
              label="Password"
              name="password"
              type="password"
              autoComplete="new-password"
              required
              hint="At least 8 characters. Hand it over safely."
              error={errorOf("password")}
            />
            <Choice label="Role" name="role" defaultValue="viewer" error={errorOf("role")}>
              {given.map(({ role, label }) => (
                <option key={role} value={role}>
                  {label}
                </option>
              ))}
            </Choice>
          </>
        )}
      </Form>
    </Dialog>
  );
}
