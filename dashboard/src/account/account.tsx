// One's own account: name, password, and where one is signed in.

import { useQuery } from "@tanstack/react-query";
import type { Member } from "../api/types";
import { api, queryClient } from "../app-context";
import { KnownPasswordField, NewPasswordField } from "../parts/account-fields";
import { Field } from "../parts/fields";
import { Form } from "../parts/form";
import { Frame, useTitle } from "../parts/frame";
import { ErrorNotice } from "../parts/notice";
import { Section, Waiting } from "../parts/section";
import { Sessions } from "./sessions";

const ME = ["me"];
const PASSWORDS = ["current_password", "new_password"] as const;

export function AccountPage() {
  useTitle("Your account");
  const { data, error, refetch } = useQuery({ queryKey: ME, queryFn: api.me });
  return (
    <Frame>
      <div className="mx-auto max-w-3xl space-y-4">
        <h1 className="text-xl font-semibold tracking-tight">Your account</h1>
        {error && !data && <ErrorNotice error={error} onRetry={refetch} />}
        {!error && !data && <Waiting />}
        {data && (
          <>
            <Name me={data} />
            <Password />
            <Sessions />
          </>
        )}
      </div>
    </Frame>
  );
}

function Name({ me }: { me: Member }) {
  const save = async ({ name = "" }: Record<string, string>) => {
    queryClient.setQueryData<Member>(ME, await api.changeMe({ name }));
  };
  return (
    <Section title={me.email} lead={`You are ${me.role} of your organization.`}>
      <div className="px-5 pb-5">
        <Form action="Save" names={["name"]} submit={save} done="Saved.">
          {(errorOf) => (
            <Field
              key={me.name}
              label="Name"
              name="name"
              autoComplete="name"
              required
              defaultValue={me.name}
              error={errorOf("name")}
            />
          )}
        </Form>
      </div>
    </Section>
  );
}

function Password() {
  const change = async (values: Record<string, string>) => {
    const { current_password = "", new_password = "" } = values;
    await api.changePassword({ current_password, new_password });
    await queryClient.invalidateQueries({ queryKey: ["sessions"] });
  };
  return (
    <Section title="Password" lead="A new one signs you out everywhere else.">
      <div className="px-5 pb-5">
        <Form action="Change password" names={PASSWORDS} submit={change} done="Changed.">
          {(errorOf) => (
            <>
              <KnownPasswordField
                label="The present password"
                name="current_password"
                error={errorOf("current_password")}
              />
              <NewPasswordField
                label="The new one"
                name="new_password"
                error={errorOf("new_password")}
              />
            </>
          )}
        </Form>
      </div>
    </Section>
  );
}
