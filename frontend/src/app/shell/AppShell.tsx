/** The bar at the top and the page below it. */

import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useParams, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { projectQuery } from "../api/projects.ts";
import { sessionQuery } from "../api/session.ts";
import { Note } from "../components/feedback.tsx";
import { Logo } from "../components/Logo.tsx";
import { AccountMenu } from "./AccountMenu.tsx";
import { ProjectBar } from "./ProjectBar.tsx";

export function AppShell() {
  const { projectId } = useParams({ strict: false });
  return (
    <div className="shell">
      <a className="skip-link" href="#main">
        Skip to the content
      </a>
      <header className="bar">
        <Link to="/" className="bar-home" aria-label="Boxloop: your projects">
          <Logo />
          <span>Boxloop</span>
        </Link>
        {projectId && <InProject id={Number(projectId)} />}
        <div className="bar-end">
          <AccountMenu />
        </div>
      </header>
      <Main />
    </div>
  );
}

function InProject({ id }: { id: number }) {
  const { data } = useQuery(projectQuery(id));
  return data ? <ProjectBar project={data} /> : null;
}

/** Who came by a one-time link cannot come back without another one. */
function PasswordReminder() {
  const { data: user } = useQuery(sessionQuery);
  if (!user || user.has_password) return null;
  return (
    <div className="reminder">
      <Note tone="warn" icon="key">
        <p>
          You have no password yet, and your link works only once.{" "}
          <Link to="/account">Choose a password</Link> to be able to sign in again.
        </p>
      </Note>
    </div>
  );
}

/** A new page takes the focus, so that the keyboard and screen readers start at its beginning. */
function Main() {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const main = useRef<HTMLElement>(null);
  const shown = useRef(path);

  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [path]);

  return (
    <main id="main" ref={main} tabIndex={-1} className="main">
      {path !== "/account" && <PasswordReminder />}
      <Outlet />
    </main>
  );
}
