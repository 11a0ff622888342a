/** One line: what just happened, or what the tool wants; the image's size and the zoom. */

import { Suspense } from "react";
import type { ToolName } from "../../../core/gestures.ts";
import type { CommandId, Keymap } from "../../../core/keymap.ts";
import type { Sheet } from "../../../core/sheet.ts";
import { soon } from "../../components/lazily.ts";
import { keyOf, useKeymap, useTip } from "./keymap-store.ts";
import { loadLater } from "./load-later.ts";
import { useEditor, useSession, useValue } from "./store.ts";
import { StripSwitch } from "./strip/StripSwitch.tsx";
import type { Workbench } from "./workbench.ts";

const Notice = soon(loadLater, "Notice");

interface Props {
  readonly workbench: Workbench | null;
  readonly run: (command: CommandId) => void;
}

/** What a tool wants, with the person's own keys. */
function hintFor(tool: ToolName, keymap: Keymap): string {
  const by = (command: CommandId, does: string) => {
    const key = keyOf(keymap, command);
    return key === null ? "" : ` ${key} ${does}.`;
  };
  switch (tool) {
    case "select":
      return `Click a box to select it. Drag to move, drag a handle to resize.${by("tool.draw", "draws")}`;
    case "draw":
      return `Drag to draw a box, or click two corners.${by("tool.select", "selects")}`;
    case "pan":
      return `Drag to move the image. The wheel zooms.${by("tool.select", "selects")}`;
  }
}

const LOOKING = "Click a box to read what it is. Drag to move the image, the wheel zooms.";
const HELD_BACK = "Suggestions are hidden: drawing should be quicker here.";

export function StatusLine({ workbench, run }: Props) {
  return (
    <footer className="editor-status">
      {workbench && <Hint workbench={workbench} />}
      <span className="editor-top-gap" />
      {workbench && <StripSwitch />}
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
  const isReadOnly = useSession(session, ({ access }) => access !== "ours" && access !== "asking");
  const isShown = useEditor(workbench.editor, (snapshot) => snapshot.showsSuggestions);
  const keymap = useKeymap();
  const working = isAdvised && !isShown ? HELD_BACK : hintFor(tool, keymap);
  const hint = isReadOnly ? LOOKING : working;
  if (notice === null) return <span className="truncate soft">{isOpen ? hint : ""}</span>;
  return (
    <Suspense>
      <Notice notice={notice} workbench={workbench} />
    </Suspense>
  );
}

/** Where they are withheld there is nothing to be advised of: the panel says why. */
const isAdvisedAgainst = (sheet: Sheet | null): boolean =>
  sheet !== null && !sheet.isBlind && sheet.prediction?.show_none === true;

function Numbers({ workbench, run }: { workbench: Workbench; run: Props["run"] }) {
  const image = useSession(workbench.session, ({ sheet }) => sheet?.image ?? null);
  const scale = useEditor(workbench.editor, (snapshot) => Math.round(snapshot.scale * 100));
  const isPreview = useValue(workbench.picture).kind === "shown" && !isWhole(workbench);
  const tip = useTip("Fit the image", "view.fit");
  if (image === null) return null;
  return (
    <span className="editor-numbers">
      {isPreview && (
        <span title="The original is on its way, or this browser cannot read it.">preview</span>
      )}
      <span>
        {image.width} × {image.height}
      </span>
      <button type="button" title={tip} onClick={() => run("view.fit")}>
        {scale} %
      </button>
    </span>
  );
}

function isWhole(workbench: Workbench): boolean {
  const picture = workbench.picture.get();
  return picture.kind === "shown" && picture.isWhole;
}
