/** What surrounds every page: messages, the question for the password, and the pages for what went wrong. */

import { type ErrorComponentProps, Link, Outlet, useRouter } from "@tanstack/react-router";
import { buttonClass } from "../components/Button.tsx";
import { EmptyState, ErrorNote } from "../components/feedback.tsx";
import { ToastRegion } from "../components/ToastRegion.tsx";
import { isMissingPart, missingPart } from "./missing-part.ts";
import { SessionEnded } from "./SessionEnded.tsx";

export function Root() {
  return (
    <>
      <Outlet />
      <SessionEnded />
      <ToastRegion />
    </>
  );
}

export function NotFound() {
  return (
    <main className="page">
      <EmptyState
        icon="search"
        title="There is no page at this address"
        action={
          <Link to="/" className={buttonClass({ variant: "primary" })}>
            Go to your projects
          </Link>
        }
      >
        The link may be old, or something was deleted since it was made.
      </EmptyState>
    </main>
  );
}

export function PageError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const again = () => {
    reset();
    void router.invalidate();
  };
  const isMissing = isMissingPart(error);
  return (
    <main className="page page-narrow">
      <ErrorNote
        error={isMissing ? missingPart() : error}
        // What could not be fetched once is not asked for again by this window.
        onRetry={isMissing ? () => location.reload() : again}
      />
    </main>
  );
}
