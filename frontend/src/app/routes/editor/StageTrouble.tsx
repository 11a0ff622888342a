/** Why there is no image in the image's place, and what to do: none left, not opened, or not readable. */

import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { CommandId } from "../../../core/keymap.ts";
import type { Phase } from "../../../core/session/snapshot.ts";
import type { Project } from "../../api/types.ts";
import { Button, buttonClass } from "../../components/Button.tsx";
import { EmptyState } from "../../components/feedback.tsx";
import { counted } from "../../format.ts";
import { NothingToReview } from "./verdict/NothingToReview.tsx";
import type { Workbench } from "./workbench.ts";

export interface MessageProps {
  readonly project: Project;
  readonly workbench: Workbench;
  readonly run: (command: CommandId) => void;
}

export function Unreadable({ workbench, run, message }: MessageProps & { message: string }) {
  return (
    <Message>
      <EmptyState
        icon="warning"
        title="The image cannot be shown"
        action={
          <>
            <Button variant="primary" onClick={workbench.retryPicture}>
              Try again
            </Button>
            <Button onClick={() => run("image.skip")}>Skip this image</Button>
          </>
        }
      >
        {message} Its boxes are safe. Try again, or skip it and tell whoever added it.
      </EmptyState>
    </Message>
  );
}

export function Failed({
  project,
  workbench,
  run,
  failure,
}: MessageProps & Pick<Phase & { name: "failed" }, "failure">) {
  const again = () => void workbench.session.retry();
  const [title, text] = failureWords(failure);
  const isFinal = failure.kind === "refused";
  const isProjectGone = isFinal && failure.code === "project_not_found";
  return (
    <Message>
      <EmptyState
        icon="warning"
        title={title}
        action={
          <>
            {!isFinal && (
              <Button variant="primary" onClick={again}>
                Try again
              </Button>
            )}
            {isFinal && !isProjectGone && (
              <Button variant="primary" onClick={() => run("image.next")}>
                Next image of the queue
              </Button>
            )}
            {isProjectGone ? (
              <Link to="/" className={buttonClass({ variant: "primary" })}>
                All projects
              </Link>
            ) : (
              <Link
                to="/projects/$projectId"
                params={{ projectId: String(project.id) }}
                className={buttonClass()}
              >
                To the project
              </Link>
            )}
          </>
        }
      >
        {text}
      </EmptyState>
    </Message>
  );
}

const REFUSED: Readonly<Record<string, [string, string]>> = {
  not_found: ["There is no such image", "It may have been deleted, or it is in another project."],
  project_not_found: [
    "There is no such project any more",
    "It was deleted, or you are no longer a member. What could not be saved is kept in this browser.",
  ],
};

function failureWords(failure: (Phase & { name: "failed" })["failure"]): [string, string] {
  switch (failure.kind) {
    case "unavailable":
      return [
        "The server cannot be reached",
        "What you did is kept here and sent as soon as it can be.",
      ];
    case "signed-out":
      return ["Your session has ended", "Sign in again; what you did is kept here meanwhile."];
    case "refused":
      return REFUSED[failure.code] ?? [failure.message, failure.hint];
  }
}

export function Empty({ project, workbench, passedOver }: MessageProps & { passedOver: number }) {
  const params = { projectId: String(project.id) };
  const hasImages = project.counts.images > 0;
  if (workbench.reviewing.isReview) {
    return <NothingToReview project={project} again={() => void workbench.session.retry()} />;
  }
  return (
    <Message>
      <EmptyState
        icon={hasImages ? "check" : "image"}
        title={hasImages ? "Nothing is left in the queue" : "This project has no images yet"}
        action={
          <>
            {passedOver > 0 && (
              <Button variant="primary" onClick={() => void workbench.session.revisit()}>
                Go through {counted(passedOver, "image")} you passed over
              </Button>
            )}
            <Link
              to="/projects/$projectId/images"
              params={params}
              className={buttonClass({ variant: passedOver > 0 ? "plain" : "primary" })}
            >
              {hasImages ? "See the images" : "Add images"}
            </Link>
            {hasImages && (
              <Link to="/projects/$projectId/crops" params={params} className={buttonClass()}>
                Check suggestions
              </Link>
            )}
            <Button onClick={() => void workbench.session.retry()}>Look again</Button>
          </>
        }
      >
        {hasImages
          ? "Every image is done, skipped, or open with somebody else. Add more images, look at the skipped ones, or train a model on what you have."
          : "Add some, and they come here one after the other."}
      </EmptyState>
    </Message>
  );
}

const Message = ({ children }: { children: ReactNode }) => (
  <div className="editor-message">{children}</div>
);
