import { Link } from "wouter";
import { api } from "../app-context";
import { EmailField, NewPasswordField } from "../parts/account-fields";
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
            <EmailField error={errorOf("email")} />
            <NewPasswordField error={errorOf("password")} />
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
