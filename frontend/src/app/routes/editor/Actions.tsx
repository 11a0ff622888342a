/** What to do with the image as a whole. Always in the same place, at the end of the panel. */

import type { CommandId } from "../../../core/keymap.ts";
import { Button } from "../../components/Button.tsx";
import { KeyOf } from "./KeyOf.tsx";
import { useEditor, useSession } from "./store.ts";
import type { Workbench } from "./workbench.ts";

interface Props {
  readonly workbench: Workbench;
  readonly run: (command: CommandId) => void;
}

export function Actions({ workbench, run }: Props) {
  const isOpen = useSession(workbench.session, ({ phase }) => phase.name === "open");
  const hasPrevious = useSession(workbench.session, (snapshot) => snapshot.hasPrevious);
  const suggested = useEditor(workbench.editor, (snapshot) => snapshot.suggested);
  const access = useSession(workbench.session, (snapshot) => snapshot.access);
  if (access === "viewer") return <Leafing run={run} hasPrevious={hasPrevious} isOpen={isOpen} />;
  return (
    <section className="editor-actions" aria-label="Image">
      <div className="editor-pair">
        <Button
          icon="back"
          disabled={!hasPrevious}
          data-testid="previous"
          onClick={() => run("image.previous")}
        >
          Previous <KeyOf command="image.previous" />
        </Button>
        <Button icon="skip" disabled={!isOpen} data-testid="skip" onClick={() => run("image.skip")}>
          Skip <KeyOf command="image.skip" />
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
    </section>
  );
}

interface LeafingProps extends Pick<Props, "run"> {
  readonly hasPrevious: boolean;
  readonly isOpen: boolean;
}

/** For who may only look. */
function Leafing({ run, hasPrevious, isOpen }: LeafingProps) {
  return (
    <section className="editor-actions" aria-label="Image">
      <div className="editor-pair">
        <Button
          icon="back"
          disabled={!hasPrevious}
          data-testid="previous"
          onClick={() => run("image.previous")}
        >
          Previous <KeyOf command="image.previous" />
        </Button>
        <Button icon="skip" disabled={!isOpen} data-testid="next" onClick={() => run("image.next")}>
          Next <KeyOf command="image.next" />
        </Button>
      </div>
    </section>
  );
}
