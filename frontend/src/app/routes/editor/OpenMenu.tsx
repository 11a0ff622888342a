/** The menu of a box, or of the image, while it is open. */

import { Fragment, useEffect, useState } from "react";
import type { Rect } from "../../../core/geometry.ts";
import type { CommandId } from "../../../core/keymap.ts";
import { MenuItem, MenuLine, MenuSwitch, walkMenu } from "../../components/Menu.tsx";
import { isAnswered } from "./availability.ts";
import { Floating } from "./Floating.tsx";
import { KeyOf } from "./KeyOf.tsx";
import { type MenuEntry, menuFor } from "./menu-entries.ts";
import { useEditor } from "./store.ts";
import type { Workbench } from "./workbench.ts";

interface Props {
  readonly workbench: Workbench;
  readonly host: HTMLElement;
  readonly run: (command: CommandId) => void;
  readonly anchor: Rect;
  readonly onClose: () => void;
}

export default function OpenMenu({ workbench, host, run, anchor, onClose }: Props) {
  const { editor } = workbench;
  const hasSelection = useEditor(editor, ({ selection }) => selection.size > 0);
  const [groups] = useState(() => menuFor(editor.snapshot(), isAnswered));
  const [began] = useState(hasSelection);
  useEffect(() => {
    // The box went away under the menu: what the menu says is no longer true.
    if (hasSelection !== began) onClose();
  }, [hasSelection, began, onClose]);

  const choose = (command: CommandId) => {
    onClose();
    host.focus({ preventScroll: true });
    run(command);
  };
  return (
    <Floating
      host={host}
      anchor={anchor}
      onClose={onClose}
      className="editor-menu"
      role="menu"
      label={began ? "Box" : "Image"}
      onKeyDown={walkMenu}
    >
      {groups.map((entries, place) => (
        <Fragment key={entries[0]?.command}>
          {place > 0 && <MenuLine />}
          {entries.map((entry) => (
            <Entry key={entry.command} entry={entry} choose={choose} />
          ))}
        </Fragment>
      ))}
    </Floating>
  );
}

function Entry({ entry, choose }: { entry: MenuEntry; choose: (command: CommandId) => void }) {
  const { command, text, isDangerous = false, isChecked } = entry;
  const shared = { after: <KeyOf command={command} />, onSelect: () => choose(command) };
  return isChecked === undefined ? (
    <MenuItem danger={isDangerous} {...shared}>
      {text}
    </MenuItem>
  ) : (
    <MenuSwitch isOn={isChecked} {...shared}>
      {text}
    </MenuSwitch>
  );
}
