/** Change keys: press the new one. A key that is taken is offered for a swap. */

import { useState } from "react";
import { FIRST_CHOICE, keymapOf } from "../../../core/keymap-choice.ts";
import { withPreset } from "../../../core/keymap-editing.ts";
import type { PresetName } from "../../../core/keymaps.ts";
import { Button } from "../../components/Button.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { SelectField, TextField } from "../../components/Field.tsx";
import { KeyEditor } from "./KeyEditor.tsx";
import { KeysText } from "./KeysText.tsx";
import { commandGroups, foundIn } from "./key-words.ts";
import { changeKeymap, keymapChoice } from "./keymap-store.ts";
import { useValue } from "./store.ts";
import "./keys.css";

const PRESETS: readonly (readonly [PresetName, string])[] = [
  ["boxloop", "Boxloop"],
  ["cvat", "CVAT"],
  ["labelimg", "labelImg"],
];

export default function KeysDialog({ onClose }: { onClose: () => void }) {
  const choice = useValue(keymapChoice);
  const [wanted, setWanted] = useState("");
  const [hasText, setHasText] = useState(false);
  const changed = Object.keys(choice.changes).length;
  const groups = foundIn(commandGroups(keymapOf(choice)), wanted);
  return (
    <Dialog
      title="Change keys"
      wide
      onClose={onClose}
      actions={
        <>
          <Button onClick={() => setHasText(!hasText)} aria-expanded={hasText}>
            {hasText ? "Back to the keys" : "As text"}
          </Button>
          <Button
            disabled={changed === 0}
            onClick={() => changeKeymap({ ...FIRST_CHOICE, preset: choice.preset })}
          >
            Reset all
          </Button>
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      {hasText ? (
        <KeysText />
      ) : (
        <>
          <div className="keys-head">
            <TextField
              label="Search"
              type="search"
              autoFocus
              value={wanted}
              onChange={(event) => setWanted(event.target.value)}
            />
            <SelectField
              label="Begin with the keys of"
              value={choice.preset}
              options={PRESETS}
              onChange={(event) =>
                changeKeymap(withPreset(choice, event.target.value as PresetName))
              }
            />
          </div>
          {groups.length === 0 && <p className="soft">No command of that name or key.</p>}
          <KeyEditor groups={groups} choice={choice} />
        </>
      )}
    </Dialog>
  );
}
