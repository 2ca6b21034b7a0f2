// The fields of every form about somebody's account.

import type { Role } from "../api/types";
import { session } from "../app-context";
import { Choice, Field } from "./fields";

interface Props {
  error: string | undefined;
}

export const EmailField = ({ error, own = true }: Props & { own?: boolean }) => (
  <Field
    label="E-mail"
    name="email"
    type="email"
    autoComplete={own ? "username" : "off"}
    required
    error={error}
  />
);

export const NewPasswordField = ({
  error,
  name = "password",
  label = "Password",
  hint = "At least 8 characters.",
}: Props & { name?: string; label?: string; hint?: string }) => (
  <Field
    label={label}
    name={name}
    type="password"
    autoComplete="new-password"
    required
    hint={hint}
    error={error}
  />
);

export const KnownPasswordField = ({
  error,
  name = "password",
  label = "Password",
}: Props & { name?: string; label?: string }) => (
  <Field
    label={label}
    name={name}
    type="password"
    autoComplete="current-password"
    required
    error={error}
  />
);

export const ROLES: Record<Role, string> = {
  viewer: "Viewer: sees numbers",
  analyst: "Analyst: sees and exports",
  admin: "Admin: changes everything",
  owner: "Owner: also makes owners",
};

/** Those that one may give to others. */
export const givenRoles = (): Role[] =>
  (Object.keys(ROLES) as Role[]).filter(
    (role) => role !== "owner" || session.user()?.role === "owner",
  );

export const RoleField = ({ error, role = "viewer" }: Props & { role?: Role }) => (
  <Choice label="Role" name="role" defaultValue={role} error={error}>
    {givenRoles().map((one) => (
      <option key={one} value={one}>
        {ROLES[one]}
      </option>
    ))}
  </Choice>
);
