/** Where there is no trace: it is being made, or cannot be made, and what to do then. */

import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { ApiError } from "../../api/problem.ts";
import type { Job } from "../../api/types.ts";
import { Button, buttonClass } from "../../components/Button.tsx";
import { EmptyState, ErrorNote, Loading, Skeleton } from "../../components/feedback.tsx";
import type { IconName } from "../../components/Icon.tsx";
import { JobProgress } from "../../jobs/JobProgress.tsx";
import { isOpen } from "../../jobs/polling.ts";
import { hasRole, useProject } from "../project/project-context.ts";

interface WaitingProps {
  readonly job: Job | null;
  readonly isFetching: boolean;
  readonly onRetry: () => void;
}

export function Waiting({ job, isFetching, onRetry }: WaitingProps) {
  const project = useProject();
  if (job === null) {
    return (
      <Loading>
        <div className="trace-waiting">
          <Skeleton height={56} />
          <Skeleton height={420} />
        </div>
      </Loading>
    );
  }
  const isOver = !isOpen(job) && job.state !== "succeeded";
  return (
    <section className="trace-waiting card" aria-label="The detector looks at the image">
      {!isOver && (
        <p>
          The detector looks at this image and writes down each step. That is done once for each
          model.
        </p>
      )}
      <JobProgress job={job} canCancel={hasRole(project, "annotator")} />
      {isOver && (
        <div>
          <Button icon="loop" busy={isFetching} onClick={onRetry}>
            Look again
          </Button>
        </div>
      )}
    </section>
  );
}

type Empty = { readonly icon: IconName; readonly title: string; readonly action?: ReactNode };

type MissingProps = { error: unknown; imageId: number; onRetry: () => void };

/** The server's own words, under a title that says what is the matter, and the way on. */
export function Missing({ error, imageId, onRetry }: MissingProps) {
  const known = useKnown(error, imageId);
  if (known === null || !(error instanceof ApiError)) {
    return (
      <div className="trace-waiting">
        <ErrorNote error={error} onRetry={onRetry} />
      </div>
    );
  }
  return (
    <EmptyState {...known}>
      {error.message} {error.hint}
    </EmptyState>
  );
}

function useKnown(error: unknown, imageId: number): Empty | null {
  const { id } = useProject();
  if (!(error instanceof ApiError)) return null;
  const params = { projectId: String(id) };
  const look = { params, className: buttonClass({ variant: "primary" }) };
  const toImages = (
    <Link to="/projects/$projectId/images" {...look}>
      All images
    </Link>
  );
  if (error.status === 404) {
    return { icon: "image", title: "This image cannot be shown", action: toImages };
  }
  switch (error.code) {
    case "no_model":
      return {
        icon: "model",
        title: "No model yet",
        action: (
          <Link to="/projects/$projectId" {...look}>
            Train one
          </Link>
        ),
      };
    case "model_not_traceable":
      return {
        icon: "model",
        title: "Nobody can look inside this model",
        action: (
          <Link to="/projects/$projectId/models" {...look}>
            All models
          </Link>
        ),
      };
    case "suggestions_withheld":
      return {
        icon: "question",
        title: "Not before it is finished",
        action: (
          <Link to="/projects/$projectId/annotate" search={{ image: imageId }} {...look}>
            Finish it in the editor
          </Link>
        ),
      };
    case "image_unreadable":
      return { icon: "warning", title: "The image cannot be read", action: toImages };
    default:
      return null;
  }
}
