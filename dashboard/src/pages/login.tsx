import { Link } from "wouter";
import { api } from "../app-context";
import { EmailField, KnownPasswordField } from "../parts/account-fields";
import { Form } from "../parts/form";
import { NarrowPage } from "../parts/frame";

const NAMES = ["email", "password"] as const;

export function LoginPage() {
  return (
    <NarrowPage title="Sign in">
      <Form
        action="Sign in"
        names={NAMES}
        submit={({ email = "", password = "" }) => api.login({ email, password })}
      >
        {(errorOf) => (
          <>
            <EmailField error={errorOf("email")} />
            <KnownPasswordField error={errorOf("password")} />
          </>
        )}
      </Form>
      <p className="mt-5 text-sm text-muted">
        No account yet?{" "}
        <Link href={`/register${location.search}`} className="text-accent underline">
          Register
        </Link>
      </p>
      <p className="mt-2 text-sm text-muted">
        <Link href="/password-reset" className="text-accent underline">
          I forgot my password
        </Link>
      </p>
    </NarrowPage>
  );
}
