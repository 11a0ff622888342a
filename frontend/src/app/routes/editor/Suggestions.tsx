/** Which suggestions are shown, and what to do with all that are. */

import type { CommandId } from "../../../core/keymap.ts";
import type { Sheet } from "../../../core/sheet.ts";
import type { Project } from "../../api/types.ts";
import { Button } from "../../components/Button.tsx";
import { counted } from "../../format.ts";
import { ClassThresholds } from "./ClassThresholds.tsx";
import { KeyOf } from "./KeyOf.tsx";
import { useTip } from "./keymap-store.ts";
import { useEditor, useSession } from "./store.ts";
import { countWords, heldBackWords, ruleWords } from "./suggestion-words.ts";
import type { Workbench } from "./workbench.ts";

interface Props {
  readonly project: Project;
  readonly workbench: Workbench;
  readonly run: (command: CommandId) => void;
}

export function Suggestions({ project, workbench, run }: Props) {
  const sheet = useSession(workbench.session, (snapshot) => snapshot.sheet);
  // The sheet stays the same when a newer prediction is taken.
  useSession(workbench.session, (snapshot) => snapshot.sheet?.prediction ?? null);
  const isShown = useEditor(workbench.editor, (snapshot) => snapshot.showsSuggestions);
  return (
    <section className="editor-section" aria-labelledby="editor-suggestions">
      <header className="editor-section-head">
        <h2 id="editor-suggestions">Suggestions</h2>
        {sheet && <Count workbench={workbench} sheet={sheet} isShown={isShown} />}
      </header>
      {isShown || sheet === null ? (
        <>
          <Threshold workbench={workbench} isUsed={sheet?.prediction != null} />
          <DecideAll workbench={workbench} run={run} />
          <ClassThresholds project={project} workbench={workbench} />
        </>
      ) : (
        <HeldBack sheet={sheet} run={run} />
      )}
    </section>
  );
}

type CountProps = { workbench: Workbench; sheet: Sheet; isShown: boolean };

function Count({ workbench, sheet, isShown }: CountProps) {
  const suggested = useEditor(workbench.editor, (snapshot) => snapshot.suggested);
  const hidden = useEditor(workbench.editor, (snapshot) => snapshot.hidden);
  const words = isShown ? countWords(suggested, hidden) : "held back";
  return (
    <span className="soft" data-testid="suggestion-count">
      {sheet.prediction === null ? "no model has seen it" : words}
    </span>
  );
}

/** As high as what it stands for, so that nothing below moves. */
function HeldBack({ sheet, run }: { sheet: Sheet; run: Props["run"] }) {
  return (
    <>
      <p className="editor-held-back" data-testid="held-back">
        {heldBackWords(sheet.prediction)}
      </p>
      {!sheet.isBlind && (
        <Button
          size="small"
          icon="spark"
          className="editor-show"
          onClick={() => run("suggestions.toggle")}
        >
          Show suggestions <KeyOf command="suggestions.toggle" />
        </Button>
      )}
    </>
  );
}

function Threshold({ workbench, isUsed }: { workbench: Workbench; isUsed: boolean }) {
  const { editor } = workbench;
  const threshold = useEditor(editor, (snapshot) => snapshot.threshold);
  const isChosen = useEditor(editor, (snapshot) => snapshot.isThresholdChosen);
  const isForAll = useEditor(
    editor,
    ({ classes }) => ![...classes.values()].some((it) => it.isChosen),
  );
  const set = (next: number | null) => editor.dispatch({ type: "threshold", threshold: next });
  const rule = isForAll ? ruleWords(isChosen, threshold) : "by class, as you chose";
  return (
    <>
      <div className="editor-threshold">
        <label htmlFor="editor-threshold">
          More<span className="visually-hidden"> or fewer suggestions</span>
        </label>
        <input
          id="editor-threshold"
          className={isChosen ? "" : "editor-threshold-models"}
          type="range"
          min={0}
          max={1}
          step={0.05}
          value={threshold}
          disabled={!isUsed}
          title="[ shows more, ] shows fewer"
          aria-valuetext={rule}
          onChange={(event) => set(Number(event.target.value))}
        />
        <span aria-hidden="true">Fewer</span>
      </div>
      <p className="editor-rule" data-testid="suggestion-rule">
        <span className="soft">{isUsed && rule}</span>
        {isChosen && isUsed && (
          <button
            type="button"
            title="Show what the model suggests for each class"
            onClick={() => set(null)}
          >
            Reset<span className="visually-hidden"> to what the model suggests</span>
          </button>
        )}
      </p>
    </>
  );
}

function DecideAll({ workbench, run }: Omit<Props, "project">) {
  const suggested = useEditor(workbench.editor, (snapshot) => snapshot.suggested);
  const amount = <span className="visually-hidden"> {counted(suggested, "suggestion")}</span>;
  return (
    <div className="editor-pair">
      <Button
        size="small"
        icon="check"
        disabled={suggested === 0}
        title={useTip("Accept all that are shown", "box.acceptVisible")}
        onClick={() => run("box.acceptVisible")}
      >
        Accept all{amount}
      </Button>
      <Button
        size="small"
        icon="close"
        disabled={suggested === 0}
        title={useTip("Reject all that are shown", "box.rejectVisible")}
        onClick={() => run("box.rejectVisible")}
      >
        Reject all{amount}
      </Button>
    </div>
  );
}
