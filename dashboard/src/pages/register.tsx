import { Link } from "wouter";
import { api } from "../app-context";
import { Field } from "../parts/fields";
import { Form } from "../parts/form";
import { NarrowPage } from "../parts/frame";

const NAMES = ["organization", "name", "email", "password"] as const;

export function RegisterPage() {
  return (
    <NarrowPage
      title="Create an account"
      lead="It owns an organization, whose members you add later."
    >
      <Form
        action="Create account"
        names={NAMES}
        submit={({ organization = "", email = "", password = "", name }) =>
          api.register({ organization, email, password, ...(name && { name }) })
        }
      >
        {(errorOf) => (
          <>
            <Field
              label="Organization"
              name="organization"
              autoComplete="organization"
              required
              error={errorOf("organization")}
            />
            <Field label="Your name" name="name" autoComplete="name" error={errorOf("name")} />
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
              autoComplete="new-password"
              required
              hint="At least 8 characters."
              error={errorOf("password")}
            />
          </>
        )}
      </Form>
      <p className="mt-5 text-sm text-muted">
        Registered already?{" "}
        <Link href={`/login${location.search}`} className="text-accent underline">
          Sign in
        </Link>
      </p>
    </NarrowPage>
  );
}
