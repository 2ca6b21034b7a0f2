// A forgotten password: first a letter is asked for, then its link leads here with a token.

import { useState } from "react";
import { Link } from "wouter";
import { api } from "../app-context";
import { EmailField, NewPasswordField } from "../parts/account-fields";
import { Form } from "../parts/form";
import { NarrowPage } from "../parts/frame";
import { useToken } from "./token";

export function PasswordResetPage() {
  const token = useToken();
  return token ? <Choose token={token} /> : <Ask />;
}

function Ask() {
  const [asked, setAsked] = useState("");
  const ask = async ({ email = "" }: Record<string, string>) => {
    await api.askForPasswordReset(email);
    setAsked(email);
  };
  return (
    <NarrowPage title="Forgotten password" lead="We send a link that lets you choose another.">
      {asked ? (
        <p role="status" className="text-sm">
          If {asked} has an account here, a letter is on its way. Its link works once, for an hour.
        </p>
      ) : (
        <Form action="Send the link" names={["email"]} submit={ask}>
          {(errorOf) => <EmailField error={errorOf("email")} />}
        </Form>
      )}
      <ToSignIn />
    </NarrowPage>
  );
}

function Choose({ token }: { token: string }) {
  const [done, setDone] = useState(false);
  const choose = async ({ password = "" }: Record<string, string>) => {
    await api.resetPassword({ token, password });
    setDone(true);
  };
  return (
    <NarrowPage title="New password" lead="It signs you out wherever you are signed in.">
      {done ? (
        <p role="status" className="text-sm">
          The new password holds. Sign in with it.
        </p>
      ) : (
        <Form action="Set password" names={["password"]} submit={choose}>
          {(errorOf) => <NewPasswordField error={errorOf("password")} />}
        </Form>
      )}
      <ToSignIn />
    </NarrowPage>
  );
}

const ToSignIn = () => (
  <p className="mt-5 text-sm text-muted">
    <Link href="/login" className="text-accent underline">
      To the sign-in page
    </Link>
  </p>
);
