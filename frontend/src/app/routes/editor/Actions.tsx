/** What to do with the image as a whole. Always in the same place, at the end of the panel. */

import type { CommandId } from "../../../core/keymap.ts";
import { Button } from "../../components/Button.tsx";
import { KeyOf } from "./KeyOf.tsx";
import { useEditor, useSession } from "./store.ts";
import { awaitsVerdict } from "./verdict/review.ts";
import type { Workbench } from "./workbench.ts";

interface Props {
  readonly workbench: Workbench;
  readonly run: (command: CommandId) => void;
}

export function Actions({ workbench, run }: Props) {
  const state = useSession(workbench.session, ({ sheet }) => sheet?.saver.imageState ?? null);
  const access = useSession(workbench.session, (snapshot) => snapshot.access);
  const isVerdict = awaitsVerdict(state, workbench.reviewing);
  const Choice = access === "viewer" ? Leafing : isVerdict ? Verdict : Work;
  return (
    <section className="editor-actions" aria-label="Image">
      <Choice workbench={workbench} run={run} />
    </section>
  );
}

function Work({ workbench, run }: Props) {
  const isOpen = useIsOpen(workbench);
  const suggested = useEditor(workbench.editor, (snapshot) => snapshot.suggested);
  return (
    <>
      <div className="editor-three">
        <Back {...{ workbench, run }} />
        <Button
          disabled={!isOpen}
          data-testid="skip"
          title="Skip this image. With Shift: say why"
          onClick={(event) => run(event.shiftKey ? "image.skipWithReason" : "image.skip")}
        >
          Skip <KeyOf command="image.skip" />
        </Button>
        <Button
          disabled={!isOpen}
          data-testid="unsure"
          title="Not sure: send it to review"
          onClick={() => run("image.unsure")}
        >
          Unsure <KeyOf command="image.unsure" />
        </Button>
      </div>
      <Button
        icon="check"
        disabled={!isOpen || suggested === 0}
        data-testid="accept-done"
        onClick={() => run("image.acceptAndDone")}
      >
        Accept all, next <KeyOf command="image.acceptAndDone" />
      </Button>
      <Button
        variant="primary"
        icon="check"
        disabled={!isOpen}
        data-testid="done"
        onClick={() => run("image.done")}
      >
        Done and next <KeyOf command="image.done" />
      </Button>
    </>
  );
}

/** For who may only look. */
function Leafing({ workbench, run }: Props) {
  const isOpen = useIsOpen(workbench);
  return (
    <div className="editor-pair">
      <Back {...{ workbench, run }} />
      <Button disabled={!isOpen} data-testid="next" onClick={() => run("image.next")}>
        Next <KeyOf command="image.next" />
      </Button>
    </div>
  );
}

/** A reviewer's word on somebody else's work. */
function Verdict({ workbench, run }: Props) {
  const isOpen = useIsOpen(workbench);
  return (
    <>
      <div className="editor-pair">
        <Back {...{ workbench, run }} />
        <Button disabled={!isOpen} title="Decide later" onClick={() => run("image.next")}>
          Later <KeyOf command="image.next" />
        </Button>
      </div>
      <Button
        icon="returned"
        disabled={!isOpen}
        data-testid="return"
        onClick={() => run("image.unsure")}
      >
        Return, with a word <KeyOf command="image.unsure" />
      </Button>
      <Button
        variant="primary"
        icon="check"
        disabled={!isOpen}
        data-testid="done"
        onClick={() => run("image.done")}
      >
        Approve and next <KeyOf command="image.done" />
      </Button>
    </>
  );
}

function Back({ workbench, run }: Props) {
  const hasPrevious = useSession(workbench.session, (snapshot) => snapshot.hasPrevious);
  return (
    <Button
      disabled={!hasPrevious}
      data-testid="previous"
      title="Previous image"
      onClick={() => run("image.previous")}
    >
      Back <KeyOf command="image.previous" />
    </Button>
  );
}

const useIsOpen = ({ session }: Workbench): boolean =>
  useSession(session, ({ phase }) => phase.name === "open");
