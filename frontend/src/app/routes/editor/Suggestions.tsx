/** From which score on suggestions are shown, and what to do with all that are. */

import type { CommandId } from "../../../core/keymap.ts";
import type { Sheet } from "../../../core/sheet.ts";
import { Button } from "../../components/Button.tsx";
import { counted } from "../../format.ts";
import { useEditor, useSession } from "./store.ts";
import type { Workbench } from "./workbench.ts";

interface Props {
  readonly workbench: Workbench;
  readonly run: (command: CommandId) => void;
}

export function Suggestions({ workbench, run }: Props) {
  const { editor, session } = workbench;
  const suggested = useEditor(editor, (snapshot) => snapshot.suggested);
  const hidden = useEditor(editor, (snapshot) => snapshot.hidden);
  const sheet = useSession(session, (snapshot) => snapshot.sheet);
  const hasPrediction = sheet?.prediction != null;
  return (
    <section className="editor-section" aria-labelledby="editor-suggestions">
      <header className="editor-section-head">
        <h2 id="editor-suggestions">Suggestions</h2>
        <span className="soft" data-testid="suggestion-count">
          {sheet && countWords(sheet, suggested, hidden)}
        </span>
      </header>
      <Threshold workbench={workbench} isUsed={hasPrediction} />
      <div className="editor-pair">
        <Button
          size="small"
          icon="check"
          disabled={suggested === 0}
          title="Shift+E"
          onClick={() => run("box.acceptVisible")}
        >
          Accept all<span className="visually-hidden"> {counted(suggested, "suggestion")}</span>
        </Button>
        <Button
          size="small"
          icon="close"
          disabled={suggested === 0}
          title="Shift+X"
          onClick={() => run("box.rejectVisible")}
        >
          Reject all<span className="visually-hidden"> {counted(suggested, "suggestion")}</span>
        </Button>
      </div>
    </section>
  );
}

function countWords(sheet: Sheet, suggested: number, hidden: number): string {
  if (sheet.prediction === null) return "no model has seen it";
  if (suggested + hidden === 0) return "none open";
  return hidden === 0 ? `${suggested} shown` : `${suggested} shown, ${hidden} below`;
}

function Threshold({ workbench, isUsed }: { workbench: Workbench; isUsed: boolean }) {
  const { editor } = workbench;
  const threshold = useEditor(editor, (snapshot) => snapshot.threshold);
  const isChosen = useEditor(editor, (snapshot) => snapshot.isThresholdChosen);
  return (
    <div className="editor-threshold">
      <label htmlFor="editor-threshold">From score</label>
      <input
        id="editor-threshold"
        type="range"
        min={0}
        max={1}
        step={0.05}
        value={threshold}
        disabled={!isUsed}
        title="[ shows more, ] shows fewer"
        aria-valuetext={`${threshold.toFixed(2)}${isChosen ? "" : ", chosen by the model"}`}
        onChange={(event) =>
          editor.dispatch({ type: "threshold", threshold: Number(event.target.value) })
        }
      />
      <button
        type="button"
        className="editor-threshold-value"
        disabled={!isChosen}
        title={isChosen ? "Back to the model's own threshold" : "The model's own threshold"}
        onClick={() => editor.dispatch({ type: "threshold", threshold: null })}
      >
        {threshold.toFixed(2)}
        <span className="visually-hidden">: back to the model's own threshold</span>
      </button>
    </div>
  );
}
