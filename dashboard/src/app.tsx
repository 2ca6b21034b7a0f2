// Which page stands at which address, and who may see it.

import { type ReactNode, useEffect } from "react";
import { Redirect, Route, Router, Switch } from "wouter";
import type { Project } from "./api/types";
import { queryClient, session, useSignedIn } from "./app-context";
import { Overview } from "./overview/overview";
import { Home } from "./pages/home";
import { LoginPage } from "./pages/login";
import { NewProjectPage } from "./pages/new-project";
import { NotFoundPage } from "./pages/not-found";
import { ProjectPage } from "./pages/project";
import { RegisterPage } from "./pages/register";
import { lazyPage } from "./parts/lazy-page";
import { ROOT } from "./root";

const Analytics = lazyPage(() => import("./analytics/analytics").then((file) => file.Analytics));
const Events = lazyPage(() => import("./events/events").then((file) => file.Events));
const LivePage = lazyPage(() => import("./live/live-page").then((file) => file.LivePage));
const AccountPage = lazyPage(() => import("./account/account").then((file) => file.AccountPage));
const InvitationPage = lazyPage(() =>
  import("./account/invitation").then((file) => file.InvitationPage),
);
const PasswordResetPage = lazyPage(() =>
  import("./account/password-reset").then((file) => file.PasswordResetPage),
);
const Settings = lazyPage(() => import("./settings/settings").then((file) => file.Settings));

/** Reached from a letter, whoever is signed in; the token is the address's fragment. */
const BY_LINK = [
  <Route key="invitation" path="/invitation" component={InvitationPage} />,
  <Route key="reset" path="/password-reset" component={PasswordResetPage} />,
];

const BASE = `${ROOT}/app`;

export function App() {
  return (
    <Router base={BASE}>
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
        {BY_LINK}
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
      {BY_LINK}
      <Route path="/" component={Home} />
      <Route path="/account" component={AccountPage} />
      <Route path="/projects/new" component={NewProjectPage} />
      <Route path="/projects/:id/install">
        {({ id }) => <Redirect to={`/projects/${id}/settings/install`} replace />}
      </Route>
      <Route path="/projects/:id/*?">
        {({ id, "*": page = "" }) => {
          const show = projectPage(page);
          return show ? (
            <ProjectPage key={id} id={id}>
              {show}
            </ProjectPage>
          ) : (
            <NotFoundPage />
          );
        }}
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

/** What a project shows at the rest of its address; nothing where there is no such page. */
function projectPage(path: string): ((project: Project) => ReactNode) | undefined {
  const [page, section = "general", ...more] = path.split("/");
  if (more.length) return undefined;
  if (path === "") return (project) => <Overview project={project} />;
  if (path === "live") return (project) => <LivePage project={project} />;
  if (path === "analytics") return (project) => <Analytics project={project} />;
  if (path === "events") return (project) => <Events project={project} />;
  if (page === "settings") return (project) => <Settings project={project} section={section} />;
  return undefined;
}

const currentPath = () => location.pathname.slice(BASE.length) + location.search;

/** Where the visitor wanted to go before signing in: only ever a page of this app. */
function nextPath(): string {
  const next = new URLSearchParams(location.search).get("next") ?? "/";
  return next.startsWith("/") && !next.startsWith("//") ? next : "/";
}
