/** The selected box: what it is, and what may be done with it. Always as tall, so that nothing jumps. */

import type { Box } from "../../../core/document.ts";
import type { CommandId } from "../../../core/keymap.ts";
import type { Project } from "../../api/types.ts";
import { Button } from "../../components/Button.tsx";
import { counted } from "../../format.ts";
import { KeyOf } from "./KeyOf.tsx";
import { useKeyOf, useTip } from "./keymap-store.ts";
import { Swatch } from "./Swatch.tsx";
import { useEditor } from "./store.ts";
import { scoreWords, sizeWords, statusWord } from "./words.ts";
import type { Workbench } from "./workbench.ts";

interface Props {
  readonly project: Project;
  readonly workbench: Workbench;
  readonly run: (command: CommandId) => void;
}

export function Selected({ project, workbench, run }: Props) {
  const selection = useEditor(workbench.editor, (snapshot) => snapshot.selection);
  const boxes = useEditor(workbench.editor, (snapshot) => snapshot.boxes);
  const selected = boxes.filter((box) => selection.has(box.key));
  const [box] = selected;
  const nextKey = useKeyOf("box.next") ?? "";
  return (
    <section className="editor-section editor-selected" aria-labelledby="editor-selected">
      <h2 id="editor-selected" className="visually-hidden">
        Selected
      </h2>
      {box === undefined ? (
        <p className="editor-empty">
          {boxes.length > 0 && `Nothing selected.${nextKey && ` ${nextKey} selects a box.`}`}
        </p>
      ) : (
        <>
          {selected.length === 1 ? (
            <One box={box} project={project} />
          ) : (
            <p className="editor-selected-name">
              {counted(selected.length, "box", "boxes")} selected
            </p>
          )}
          <Choices boxes={selected} run={run} />
        </>
      )}
    </section>
  );
}

function One({ box, project }: { box: Box; project: Project }) {
  const category = project.categories.find(({ id }) => id === box.category);
  return (
    <p className="editor-selected-name">
      <Swatch color={category?.color ?? "#a7adb4"} isSuggested={box.status !== "confirmed"} />
      <strong className="truncate">{category?.name ?? "Unknown class"}</strong>
      {box.status !== "confirmed" && (
        <span className="soft">
          {statusWord(box)} {scoreWords(box)}
        </span>
      )}
      <span className="soft editor-selected-size">{sizeWords(box)}</span>
    </p>
  );
}

function Choices({ boxes, run }: { boxes: readonly Box[]; run: Props["run"] }) {
  const isOpen = boxes.some((box) => box.status !== "confirmed");
  if (isOpen) {
    return (
      <div className="editor-pair">
        <Button size="small" icon="check" onClick={() => run("box.accept")}>
          Accept <KeyOf command="box.accept" />
        </Button>
        <Button size="small" icon="close" onClick={() => run("box.reject")}>
          Reject <KeyOf command="box.reject" />
        </Button>
      </div>
    );
  }
  return (
    <div className="editor-marks">
      <Mark boxes={boxes} mark="occluded" title="Partly hidden by something" run={run} />
      <Mark boxes={boxes} mark="truncated" title="Cut off by the image's border" run={run} />
      <Mark boxes={boxes} mark="crowd" title="Many objects in one box" run={run} />
      <Button
        size="small"
        icon="trash"
        title="Delete"
        aria-label="Delete"
        onClick={() => run("box.delete")}
      >
        <span className="visually-hidden">Delete</span>
      </Button>
    </div>
  );
}

interface MarkProps {
  readonly boxes: readonly Box[];
  readonly mark: "occluded" | "truncated" | "crowd";
  readonly title: string;
  readonly run: Props["run"];
}

function Mark({ boxes, mark, title, run }: MarkProps) {
  const tip = useTip(title, `box.${mark}`);
  return (
    <button
      type="button"
      className="editor-mark"
      title={tip}
      aria-pressed={boxes.every((box) => box[mark])}
      onClick={() => run(`box.${mark}`)}
    >
      {mark}
    </button>
  );
}
