/**
 * A box that two people changed: both versions lie over each other on the image, and one is chosen
 * here. Nothing is chosen beforehand, and all else stays editable meanwhile.
 */

import type { Box } from "../../../core/document.ts";
import type { Sheet } from "../../../core/sheet.ts";
import type { Conflict } from "../../../core/sync/conflict.ts";
import type { WireBox } from "../../../core/sync/wire.ts";
import { Button } from "../../components/Button.tsx";
import { Icon } from "../../components/Icon.tsx";
import { counted } from "../../format.ts";
import { useEditor } from "./store.ts";
import { placeWords, sizeWords } from "./words.ts";
import type { Workbench } from "./workbench.ts";

interface Props {
  readonly sheet: Sheet;
  readonly workbench: Workbench;
}

export function Conflicts({ sheet, workbench }: Props) {
  const { conflicts } = sheet.saver;
  const { editor } = workbench;
  return (
    <section
      className="editor-banner editor-banner-bad editor-conflicts"
      aria-label="Two versions"
      data-region
    >
      <header>
        <Icon name="warning" size={16} />
        <p>
          {whoWords(conflicts)} changed {counted(conflicts.length, "box", "boxes")} that you changed
          too. Which version is right?
        </p>
      </header>
      <ul>
        {conflicts.map((conflict) => (
          <ConflictRow
            key={conflict.key}
            conflict={conflict}
            resolve={(how) => sheet.saver.resolve(conflict.key, how)}
            look={() => editor.dispatch({ type: "focus", key: conflict.key })}
            workbench={workbench}
          />
        ))}
      </ul>
    </section>
  );
}

interface RowProps {
  readonly conflict: Conflict;
  readonly workbench: Workbench;
  readonly resolve: (how: "mine" | "theirs" | "both") => void;
  readonly look: () => void;
}

function ConflictRow({ conflict, workbench, resolve, look }: RowProps) {
  const { key, mine, theirs, by } = conflict;
  const boxes = useEditor(workbench.editor, (snapshot) => snapshot.boxes);
  const shown = boxes.find((box) => box.key === key);
  return (
    <li>
      <button
        type="button"
        className="editor-conflict-name"
        disabled={shown === undefined}
        onClick={look}
      >
        <span className="editor-version editor-version-mine">
          Yours: {versionWords(shown ?? mine)}
        </span>
        <span className="editor-version editor-version-theirs">
          {by === null ? "Theirs" : `${by}’s`}: {versionWords(theirs)}
        </span>
      </button>
      <span className="editor-choices">
        <Button size="small" onClick={() => resolve("mine")}>
          Keep mine
        </Button>
        <Button size="small" onClick={() => resolve("theirs")}>
          Take theirs
        </Button>
        {mine !== null && theirs !== null && (
          <Button size="small" onClick={() => resolve("both")}>
            Keep both
          </Button>
        )}
      </span>
    </li>
  );
}

function whoWords(conflicts: readonly Conflict[]): string {
  const names = new Set(conflicts.map(({ by }) => by));
  const [name] = names;
  return names.size === 1 && typeof name === "string" ? name : "Somebody else";
}

function versionWords(box: Box | WireBox | null): string {
  if (box === null) return "deleted";
  return `${sizeWords(box)} at ${placeWords(box)}`;
}
