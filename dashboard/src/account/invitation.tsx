// Where the link of an invitation leads: a name and a password make a member.

import { useQuery } from "@tanstack/react-query";
import { useLocation } from "wouter";
import type { Invited } from "../api/types";
import { api, queryClient } from "../app-context";
import { NewPasswordField } from "../parts/account-fields";
import { Field } from "../parts/fields";
import { Form } from "../parts/form";
import { NarrowPage } from "../parts/frame";
import { ErrorNotice } from "../parts/notice";
import { Waiting } from "../parts/section";
import { useToken } from "./token";

const NAMES = ["name", "password"] as const;

export function InvitationPage() {
  const token = useToken();
  const { data, error } = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => api.readInvitation(token),
  });
  return (
    <NarrowPage
      title={data ? `Join ${data.organization}` : "Invitation"}
      lead={data && `As ${data.role}, with ${data.email}.`}
    >
      {error && <ErrorNotice error={error} />}
      {!error && !data && <Waiting />}
      {data && <Accept token={token} invited={data} />}
    </NarrowPage>
  );
}

function Accept({ token, invited }: { token: string; invited: Invited }) {
  const [, navigate] = useLocation();
  const accept = async ({ name, password = "" }: Record<string, string>) => {
    await api.acceptInvitation({ token, password, ...(name && { name }) });
    // Somebody else may have been signed in.
    queryClient.clear();
    navigate("/", { replace: true });
  };
  return (
    <Form action="Join" names={NAMES} submit={accept}>
      {(errorOf) => (
        <>
          <input type="hidden" autoComplete="username" value={invited.email} />
          <Field
            label="Your name"
            name="name"
            autoComplete="name"
            defaultValue={invited.name ?? ""}
            error={errorOf("name")}
          />
          <NewPasswordField error={errorOf("password")} />
        </>
      )}
    </Form>
  );
}
