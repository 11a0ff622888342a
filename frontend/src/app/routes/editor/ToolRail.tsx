/** The slim column of tools; each names its key. */

import type { ToolName } from "../../../core/gestures.ts";
import type { CommandId } from "../../../core/keymap.ts";
import { useTip } from "./keymap-store.ts";
import { isChanged, light } from "./light.ts";
import { useEditor, useValue } from "./store.ts";
import { ToolIcon, type ToolIconName } from "./ToolIcon.tsx";
import type { Workbench } from "./workbench.ts";

interface Props {
  readonly workbench: Workbench | null;
  readonly run: (command: CommandId) => void;
}

const TOOLS: readonly { tool: ToolName; icon: ToolIconName; label: string }[] = [
  { tool: "select", icon: "select", label: "Select and move" },
  { tool: "draw", icon: "draw", label: "Draw a box" },
  { tool: "pan", icon: "pan", label: "Move the image" },
];

export function ToolRail({ workbench, run }: Props) {
  return (
    <nav className="editor-rail" aria-label="Tools" data-region>
      {workbench && <Tools workbench={workbench} run={run} />}
    </nav>
  );
}

function Tools({ workbench, run }: { workbench: Workbench; run: Props["run"] }) {
  const { editor } = workbench;
  const tool = useEditor(editor, (snapshot) => snapshot.tool);
  return (
    <>
      {TOOLS.map(({ tool: name, icon, label }) => (
        <RailButton
          key={name}
          icon={icon}
          label={label}
          command={`tool.${name}`}
          isPressed={tool === name}
          run={run}
        />
      ))}
      <hr />
      <History workbench={workbench} run={run} />
      <hr />
      <RailButton icon="fit" label="Fit the image" command="view.fit" run={run} />
      <RailButton icon="zoomIn" label="Zoom in" command="view.zoomIn" run={run} />
      <RailButton icon="zoomOut" label="Zoom out" command="view.zoomOut" run={run} />
      <Switches workbench={workbench} run={run} />
      <span className="editor-rail-gap" />
      <RailButton icon="help" label="Keys" command="help" run={run} />
    </>
  );
}

function History({ workbench, run }: { workbench: Workbench; run: Props["run"] }) {
  const canUndo = useEditor(workbench.editor, (snapshot) => snapshot.canUndo);
  const canRedo = useEditor(workbench.editor, (snapshot) => snapshot.canRedo);
  return (
    <>
      <RailButton icon="undo" label="Undo" command="history.undo" disabled={!canUndo} run={run} />
      <RailButton icon="redo" label="Redo" command="history.redo" disabled={!canRedo} run={run} />
    </>
  );
}

/** What is on or off. */
function Switches({ workbench, run }: { workbench: Workbench; run: Props["run"] }) {
  const { editor } = workbench;
  const keepsView = useEditor(editor, (snapshot) => snapshot.keepsView);
  const showsNames = useEditor(editor, (snapshot) => snapshot.showsNames);
  const showsCues = useEditor(editor, (snapshot) => snapshot.showsCues);
  const hasMagnet = useEditor(editor, (snapshot) => snapshot.hasMagnet);
  const isLit = isChanged(useValue(light));
  return (
    <>
      <RailButton
        icon="magnet"
        label="Snap what is drawn to the object"
        command="tool.magnet"
        isPressed={hasMagnet}
        run={run}
      />
      <RailButton
        icon="keep"
        label="Keep the view on the next image"
        command="view.keep"
        isPressed={keepsView}
        run={run}
      />
      <RailButton
        icon="names"
        label="Names and scores"
        command="view.names"
        isPressed={showsNames}
        run={run}
      />
      <RailButton
        icon="cues"
        label="Edges that the model is unsure of"
        command="view.cues"
        isPressed={showsCues}
        run={run}
      />
      <RailButton
        icon="light"
        label="Brightness and contrast"
        command="view.brightness"
        isPressed={isLit}
        run={run}
      />
    </>
  );
}

interface RailButtonProps {
  readonly icon: ToolIconName;
  readonly label: string;
  readonly command: CommandId;
  readonly isPressed?: boolean;
  readonly disabled?: boolean;
  readonly run: Props["run"];
}

function RailButton({ icon, label, command, isPressed, disabled, run }: RailButtonProps) {
  const tip = useTip(label, command);
  return (
    <button
      type="button"
      className="editor-tool"
      aria-label={label}
      title={tip}
      aria-pressed={isPressed}
      disabled={disabled}
      onClick={() => run(command)}
    >
      <ToolIcon name={icon} />
    </button>
  );
}
