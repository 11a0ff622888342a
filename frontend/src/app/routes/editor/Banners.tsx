/** What a person should know about this image while working on it: who else does, and what was not saved. */

import type { Box } from "../../../core/document.ts";
import type { Sheet } from "../../../core/sheet.ts";
import type { Conflict } from "../../../core/sync/conflict.ts";
import type { WireBox } from "../../../core/sync/wire.ts";
import { Button } from "../../components/Button.tsx";
import { Icon } from "../../components/Icon.tsx";
import { counted } from "../../format.ts";
import { useEditor, useSession } from "./store.ts";
import { placeWords, sizeWords } from "./words.ts";
import type { Workbench } from "./workbench.ts";

export function Banners({ workbench }: { workbench: Workbench }) {
  const sheet = useSession(workbench.session, (snapshot) => snapshot.sheet);
  const heldBy = useSession(workbench.session, (snapshot) => snapshot.heldBy);
  // The saver's state is part of the session's snapshot; reading it keeps this in step.
  useSession(workbench.session, (snapshot) => snapshot.save);
  if (sheet === null) return null;
  return (
    <div className="editor-banners">
      {heldBy !== null && (
        <p className="editor-banner" data-testid="held">
          <Icon name="users" size={16} />
          {heldBy} is working on this image too. Both your boxes are kept; D takes you to another.
        </p>
      )}
      {sheet.saver.state === "refused" && <Refused sheet={sheet} />}
      {sheet.saver.conflicts.length > 0 && <Conflicts sheet={sheet} workbench={workbench} />}
    </div>
  );
}

function Refused({ sheet }: { sheet: Sheet }) {
  const { saver } = sheet;
  return (
    <div className="editor-banner editor-banner-bad" role="alert">
      <Icon name="warning" size={16} />
      <span>
        {saver.refusal?.message} {saver.refusal?.hint} {counted(saver.unsaved, "change")} kept here.
      </span>
      <Button size="small" onClick={() => saver.flush()}>
        Try again
      </Button>
      <Button size="small" variant="quiet" onClick={() => saver.discard()}>
        Give up these changes
      </Button>
    </div>
  );
}

function Conflicts({ sheet, workbench }: { sheet: Sheet; workbench: Workbench }) {
  const { conflicts } = sheet.saver;
  return (
    <section className="editor-banner editor-banner-bad editor-conflicts" aria-label="Two versions">
      <p>
        <Icon name="warning" size={16} />
        Somebody else changed {counted(conflicts.length, "box", "boxes")} that you changed too.
        Which version is right?
      </p>
      <ul>
        {conflicts.map((conflict) => (
          <ConflictRow key={conflict.key} conflict={conflict} sheet={sheet} workbench={workbench} />
        ))}
      </ul>
    </section>
  );
}

interface RowProps {
  readonly conflict: Conflict;
  readonly sheet: Sheet;
  readonly workbench: Workbench;
}

function ConflictRow({ conflict, sheet, workbench }: RowProps) {
  const { key, mine, theirs } = conflict;
  const { editor } = workbench;
  const boxes = useEditor(editor, (snapshot) => snapshot.boxes);
  const shown = boxes.find((box) => box.key === key);
  return (
    <li>
      <button
        type="button"
        className="editor-conflict-name"
        disabled={shown === undefined}
        onClick={() => editor.dispatch({ type: "focus", key })}
      >
        Yours: {versionWords(shown ?? mine)}. Theirs: {versionWords(theirs)}.
      </button>
      <Button size="small" onClick={() => sheet.saver.resolve(key, "mine")}>
        Keep mine
      </Button>
      <Button size="small" onClick={() => sheet.saver.resolve(key, "theirs")}>
        Take theirs
      </Button>
      {mine !== null && theirs !== null && (
        <Button size="small" onClick={() => sheet.saver.resolve(key, "both")}>
          Keep both
        </Button>
      )}
    </li>
  );
}

function versionWords(box: Box | WireBox | null): string {
  if (box === null) return "deleted";
  return `${sizeWords(box)} at ${placeWords(box)}`;
}
