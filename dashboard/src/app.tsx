// Which page stands at which address, and who may see it.

import { useEffect } from "react";
import { Redirect, Route, Router, Switch } from "wouter";
import { queryClient, session, useSignedIn } from "./app-context";
import { Home } from "./pages/home";
import { LoginPage } from "./pages/login";
import { NewProjectPage } from "./pages/new-project";
import { NotFoundPage } from "./pages/not-found";
import { ProjectPage } from "./pages/project";
import { RegisterPage } from "./pages/register";

export function App() {
  return (
    <Router base="/app">
      <Pages />
    </Router>
  );
}

function Pages() {
  const signedIn = useSignedIn();
  useEffect(
    () =>
      session.onChange(() => {
        // Nothing of one account is ever shown to the next.
        if (!session.signedIn()) queryClient.clear();
      }),
    [],
  );
  if (!signedIn) {
    return (
      <Switch>
        <Route path="/register" component={RegisterPage} />
        <Route path="/login" component={LoginPage} />
        <Route>
          <Redirect to={`/login?next=${encodeURIComponent(currentPath())}`} replace />
        </Route>
      </Switch>
    );
  }
  return (
    <Switch>
      <Route path="/" component={Home} />
      <Route path="/projects/new" component={NewProjectPage} />
      <Route path="/projects/:id">{({ id }) => <ProjectPage key={id} id={id} />}</Route>
      <Route path="/projects/:id/install">
        {({ id }) => <ProjectPage key={id} id={id} page="install" />}
      </Route>
      <Route path="/projects/:id/live">
        {({ id }) => <ProjectPage key={id} id={id} page="live" />}
      </Route>
      {["/login", "/register"].map((path) => (
        <Route key={path} path={path}>
          <Redirect to={nextPath()} replace />
        </Route>
      ))}
      <Route component={NotFoundPage} />
    </Switch>
  );
}

const currentPath = () => location.pathname.replace(/^\/app/, "") + location.search;

/** Where the visitor wanted to go before signing in: only ever a page of this app. */
function nextPath(): string {
  const next = new URLSearchParams(location.search).get("next") ?? "/";
  return next.startsWith("/") && !next.startsWith("//") ? next : "/";
}
