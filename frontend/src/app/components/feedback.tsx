/** What stands where content is missing: still loading, nothing there yet, or refused by the server. */

import type { ReactNode } from "react";
import { asApiError } from "../api/problem.ts";
import { Button } from "./Button.tsx";
import { Icon, type IconName } from "./Icon.tsx";

export function ErrorNote({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const problem = asApiError(error);
  return (
    <div className="note note-bad" role="alert">
      <Icon name="warning" />
      <div className="note-text">
        <p>{problem.message}</p>
        {problem.hint && <p className="small">{problem.hint}</p>}
      </div>
      {onRetry && (
        <Button size="small" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}

type NoteProps = { tone?: "plain" | "warn" | "good"; icon?: IconName; children: ReactNode };

export function Note({ tone = "plain", icon = "info", children }: NoteProps) {
  return (
    <div className={`note note-${tone}`}>
      <Icon name={icon} />
      <div className="note-text">{children}</div>
    </div>
  );
}

/** A grey bar of the size that the content will have, so that nothing jumps when it comes. */
export function Skeleton({ height, width = "100%" }: { height: number; width?: number | string }) {
  return <span className="skeleton" style={{ height, width }} aria-hidden="true" />;
}

export function Loading({ children }: { children: ReactNode }) {
  return (
    <div aria-busy="true">
      <span className="visually-hidden">Loading</span>
      {children}
    </div>
  );
}

type EmptyProps = {
  icon: IconName;
  title: string;
  children: ReactNode;
  action?: ReactNode;
};

export function EmptyState({ icon, title, children, action }: EmptyProps) {
  return (
    <div className="empty">
      <span className="empty-icon">
        <Icon name={icon} size={28} />
      </span>
      <h2>{title}</h2>
      <p className="soft">{children}</p>
      {action && <div className="empty-action">{action}</div>}
    </div>
  );
}
