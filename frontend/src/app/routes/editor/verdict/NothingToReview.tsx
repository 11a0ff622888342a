/** What stands in the image's place when nothing waits for a reviewer. */

import { Link } from "@tanstack/react-router";
import type { Project } from "../../../api/types.ts";
import { Button, buttonClass } from "../../../components/Button.tsx";
import { EmptyState } from "../../../components/feedback.tsx";

export function NothingToReview({ project, again }: { project: Project; again: () => void }) {
  return (
    <div className="editor-message">
      <EmptyState
        icon="check"
        title="Nothing waits for a reviewer"
        action={
          <>
            <Link
              to="/projects/$projectId"
              params={{ projectId: String(project.id) }}
              className={buttonClass({ variant: "primary" })}
            >
              Back to the project
            </Link>
            <Button onClick={again}>Look again</Button>
          </>
        }
      >
        Doubts, images that were changed after a review, and a sample of finished images come here.
      </EmptyState>
    </div>
  );
}
