/** The slim column of tools; each names its key. */

import type { EditorSnapshot } from "../../../core/editor.ts";
import type { ToolName } from "../../../core/gestures.ts";
import type { CommandId } from "../../../core/keymap.ts";
import { useEditor } from "./store.ts";
import { ToolIcon, type ToolIconName } from "./ToolIcon.tsx";
import type { Workbench } from "./workbench.ts";

interface Props {
  readonly workbench: Workbench | null;
  readonly run: (command: CommandId) => void;
}

const TOOLS: readonly { tool: ToolName; icon: ToolIconName; label: string; keys: string }[] = [
  { tool: "select", icon: "select", label: "Select and move", keys: "V" },
  { tool: "draw", icon: "draw", label: "Draw a box", keys: "W" },
  { tool: "pan", icon: "pan", label: "Move the image", keys: "Ctrl+drag" },
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
  const showsNames = useEditor(editor, (snapshot) => snapshot.showsNames);
  const showsCues = useEditor(editor, (snapshot) => snapshot.showsCues);
  return (
    <>
      {TOOLS.map(({ tool: name, icon, label, keys }) => (
        <RailButton
          key={name}
          icon={icon}
          label={label}
          keys={keys}
          isPressed={tool === name}
          onClick={() => editor.dispatch({ type: "tool", tool: name })}
        />
      ))}
      <hr />
      <CommandButton
        {...{ workbench, run }}
        icon="undo"
        label="Undo"
        keys="Ctrl+Z"
        command="history.undo"
        isEnabled={(snapshot) => snapshot.canUndo}
      />
      <CommandButton
        {...{ workbench, run }}
        icon="redo"
        label="Redo"
        keys="Ctrl+Shift+Z"
        command="history.redo"
        isEnabled={(snapshot) => snapshot.canRedo}
      />
      <hr />
      <RailButton icon="fit" label="Fit the image" keys="F" onClick={() => run("view.fit")} />
      <RailButton icon="zoomIn" label="Zoom in" keys="+" onClick={() => run("view.zoomIn")} />
      <RailButton icon="zoomOut" label="Zoom out" keys="-" onClick={() => run("view.zoomOut")} />
      <RailButton
        icon="names"
        label="Names and scores"
        keys="T"
        isPressed={showsNames}
        onClick={() => run("view.names")}
      />
      <RailButton
        icon="cues"
        label="Edges that the model is unsure of"
        keys="Shift+U"
        isPressed={showsCues}
        onClick={() => run("view.cues")}
      />
      <span className="editor-rail-gap" />
      <RailButton icon="help" label="All keys" keys="?" onClick={() => run("help")} />
    </>
  );
}

interface CommandProps extends Omit<RailButtonProps, "onClick" | "isPressed" | "disabled"> {
  readonly workbench: Workbench;
  readonly run: Props["run"];
  readonly command: CommandId;
  readonly isEnabled: (snapshot: EditorSnapshot) => boolean;
}

function CommandButton({ workbench, run, command, isEnabled, ...button }: CommandProps) {
  const isPossible = useEditor(workbench.editor, isEnabled);
  return <RailButton {...button} disabled={!isPossible} onClick={() => run(command)} />;
}

interface RailButtonProps {
  readonly icon: ToolIconName;
  readonly label: string;
  readonly keys: string;
  readonly isPressed?: boolean;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}

function RailButton({ icon, label, keys, isPressed, disabled, onClick }: RailButtonProps) {
  return (
    <button
      type="button"
      className="editor-tool"
      aria-label={label}
      title={`${label} (${keys})`}
      aria-pressed={isPressed}
      disabled={disabled}
      onClick={onClick}
    >
      <ToolIcon name={icon} />
    </button>
  );
}
