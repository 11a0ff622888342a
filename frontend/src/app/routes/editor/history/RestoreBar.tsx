/** Under the list: what the chosen revision was, the way back to it, and the way back from there. */

import { useMutation } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import type { Sheet } from "../../../../core/sheet.ts";
import type { Revision } from "../../../api/history.ts";
import type { Project } from "../../../api/types.ts";
import { Button } from "../../../components/Button.tsx";
import { lazily } from "../../../components/lazily.ts";
import { toast } from "../../../components/toasts.ts";
import { mayDraw } from "../roles.ts";
import type { Workbench } from "../workbench.ts";
import { bringBack, NotSaved } from "./restoring.ts";

const Confirm = lazily(async () => ({
  default: (await import("../../../components/Dialog.tsx")).Confirm,
}));

interface Props {
  readonly project: Project;
  readonly workbench: Workbench;
  readonly sheet: Sheet;
  readonly revision: Revision | null;
  readonly newest: number;
  readonly onRestored: () => void;
}

interface Restored {
  readonly number: number;
  /** The revision that stood before. */
  readonly before: number;
}

export function RestoreBar(props: Props) {
  const { project, workbench, sheet, revision, newest, onRestored } = props;
  const [asks, setAsks] = useState(false);
  const [restored, setRestored] = useState<Restored | null>(null);
  const going = useRestoring(workbench, sheet);
  const restoreTo = (number: number, isUndo: boolean) =>
    going.mutate(number, {
      onSuccess: (before) => {
        setRestored(isUndo ? null : { number, before });
        setAsks(false);
        onRestored();
      },
    });

  if (!mayDraw(project)) return null;
  return (
    <footer className="editor-restore">
      {revision === null && restored !== null ? (
        <>
          <p role="status">The boxes are as they were after revision {restored.number}.</p>
          <Button
            size="small"
            icon="returned"
            busy={going.isPending}
            onClick={() => restoreTo(restored.before, true)}
          >
            Undo
          </Button>
        </>
      ) : (
        <>
          <p className="soft">{hintFor(revision, newest)}</p>
          <Button
            size="small"
            icon="returned"
            disabled={revision === null || revision.number === newest}
            onClick={() => setAsks(true)}
          >
            Restore
          </Button>
        </>
      )}
      <Suspense>
        {asks && revision !== null && (
          <Confirm
            title={`Restore revision ${revision.number}?`}
            action="Restore"
            busy={going.isPending}
            onConfirm={() => restoreTo(revision.number, false)}
            onClose={() => setAsks(false)}
          >
            <p>
              The boxes become what they were after it. This is a new revision: the later ones stay
              in the history, and you can undo it.
            </p>
          </Confirm>
        )}
      </Suspense>
    </footer>
  );
}

function hintFor(revision: Revision | null, newest: number): string {
  if (revision === null) return "Choose a revision to see what it changed.";
  return revision.number === newest
    ? "The boxes are as this revision left them."
    : `Go back to the boxes after revision ${revision.number}.`;
}

const useRestoring = ({ session }: Workbench, sheet: Sheet) =>
  useMutation({
    mutationFn: (number: number) => bringBack(sheet, number, () => session.flush()),
    onError: (error) => {
      const hint =
        error instanceof NotSaved ? "Try again once the word at the top says Saved." : "Try again.";
      toast(error.message, { tone: "bad", hint });
    },
  });
