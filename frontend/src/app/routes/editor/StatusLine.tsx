/** One line: what just happened, or what the tool wants; the image's size and the zoom. */

import type { ToolName } from "../../../core/gestures.ts";
import type { CommandId } from "../../../core/keymap.ts";
import type { Sheet } from "../../../core/sheet.ts";
import { Button } from "../../components/Button.tsx";
import { useEditor, useSession, useValue } from "./store.ts";
import { noticeText } from "./words.ts";
import type { Workbench } from "./workbench.ts";

interface Props {
  readonly workbench: Workbench | null;
  readonly run: (command: CommandId) => void;
}

const HINTS: Record<ToolName, string> = {
  select: "Click a box to select it. Drag to move, drag a handle to resize. W draws.",
  draw: "Drag to draw a box, or click two corners. V selects.",
  pan: "Drag to move the image. The wheel zooms.",
};

const HELD_BACK = "Suggestions are hidden: drawing should be quicker here. Shift+R shows them.";

export function StatusLine({ workbench, run }: Props) {
  return (
    <footer className="editor-status">
      {workbench && <Hint workbench={workbench} />}
      <span className="editor-top-gap" />
      {workbench && <Numbers workbench={workbench} run={run} />}
    </footer>
  );
}

function Hint({ workbench }: { workbench: Workbench }) {
  const { session } = workbench;
  const notice = useValue(workbench.notice);
  const tool = useEditor(workbench.editor, (snapshot) => snapshot.tool);
  const isOpen = useSession(session, ({ phase }) => phase.name === "open");
  const isAdvised = useSession(session, ({ sheet }) => isAdvisedAgainst(sheet));
  const isShown = useEditor(workbench.editor, (snapshot) => snapshot.showsSuggestions);
  const hint = isAdvised && !isShown ? HELD_BACK : HINTS[tool];
  if (notice === null) return <span className="truncate soft">{isOpen ? hint : ""}</span>;
  return (
    <>
      <span className="truncate" data-testid="notice">
        {noticeText(notice)}
      </span>
      {notice.code === "not-kept" && (
        <Button
          variant="quiet"
          size="small"
          className="editor-status-action"
          onClick={() => void session.open(notice.image.id)}
        >
          Go back
        </Button>
      )}
    </>
  );
}

/** Where they are withheld there is nothing to be advised of: the panel says why. */
const isAdvisedAgainst = (sheet: Sheet | null): boolean =>
  sheet !== null && !sheet.isBlind && sheet.prediction?.show_none === true;

function Numbers({ workbench, run }: { workbench: Workbench; run: Props["run"] }) {
  const image = useSession(workbench.session, ({ sheet }) => sheet?.image ?? null);
  const scale = useEditor(workbench.editor, (snapshot) => Math.round(snapshot.scale * 100));
  const isPreview = useValue(workbench.picture).kind === "shown" && !isWhole(workbench);
  if (image === null) return null;
  return (
    <span className="editor-numbers">
      {isPreview && (
        <span title="The original is on its way, or this browser cannot read it.">preview</span>
      )}
      <span>
        {image.width} × {image.height}
      </span>
      <button type="button" title="Fit the image (F)" onClick={() => run("view.fit")}>
        {scale} %
      </button>
    </span>
  );
}

function isWhole(workbench: Workbench): boolean {
  const picture = workbench.picture.get();
  return picture.kind === "shown" && picture.isWhole;
}
