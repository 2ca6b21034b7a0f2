// The bar at the top of every signed-in page, and the narrow page of forms.

import { type ReactNode, useEffect } from "react";
import { Link } from "wouter";
import { session } from "../app-context";
import { Icon, Logo } from "./icons";
import { ThemeToggle } from "./theme-toggle";

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Insights`;
  }, [title]);
}

interface FrameProps {
  switcher?: ReactNode;
  nav?: ReactNode;
  children: ReactNode;
}

export function Frame({ switcher, nav, children }: FrameProps) {
  return (
    <div className="min-h-dvh">
      <a
        href="#content"
        className="button button-primary absolute top-2 left-2 z-30 not-focus:sr-only"
      >
        Skip to the content
      </a>
      <header className="border-b border-line bg-surface">
        <div className="mx-auto flex h-14 max-w-7xl items-center gap-2 px-4 sm:gap-3">
          <Link href="/" aria-label="Insights, start page" className="rounded-lg">
            <Logo />
          </Link>
          {switcher}
          <div className="ml-auto flex gap-2">
            <ThemeToggle />
            <Link
              href="/account"
              className="button button-quiet w-9 px-0"
              aria-label="Your account"
              title={session.user()?.email}
            >
              <Icon name="person" />
            </Link>
            <button
              type="button"
              className="button button-quiet max-sm:w-9 max-sm:px-0"
              onClick={() => session.signOut()}
            >
              <Icon name="leave" />
              <span className="max-sm:sr-only">Sign out</span>
            </button>
          </div>
        </div>
        {nav}
      </header>
      <main id="content" tabIndex={-1} className="mx-auto max-w-7xl px-4 pt-5 pb-16 outline-none">
        {children}
      </main>
    </div>
  );
}

export function NarrowPage({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}) {
  useTitle(title);
  return (
    <main className="mx-auto flex min-h-dvh max-w-sm flex-col justify-center px-4 py-10">
      <div className="mb-6 flex items-center gap-2.5">
        <Logo />
        <span className="text-lg font-semibold tracking-tight">Insights</span>
      </div>
      <div className="card p-6">
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        {lead && <p className="mt-1 text-sm text-muted">{lead}</p>}
        <div className="mt-5">{children}</div>
      </div>
    </main>
  );
}
