import { Link } from "wouter";
import { api } from "../app-context";
import { Field } from "../parts/fields";
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
            <Field
              label="E-mail"
              name="email"
              type="email"
              autoComplete="username"
              required
              error={errorOf("email")}
            />
            <Field
              label="Password"
              name="password"
              type="password"
              autoComplete="current-password"
              required
              error={errorOf("password")}
            />
          </>
        )}
      </Form>
      <p className="mt-5 text-sm text-muted">
        No account yet?{" "}
        <Link href={`/register${location.search}`} className="text-accent underline">
          Register
        </Link>
      </p>
    </NarrowPage>
  );
}
