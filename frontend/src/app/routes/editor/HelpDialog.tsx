/** The keys that are of use at this moment, by what they are for; typed words narrow them down. */

import { useState } from "react";
import type { Editor } from "../../../core/editor.ts";
import { type CommandId, keymapNow } from "../../../core/keymap.ts";
import { Button } from "../../components/Button.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { TextField } from "../../components/Field.tsx";
import { isAnswered, isOfUse } from "./availability.ts";
import { chordWords } from "./chord-words.ts";
import { foundIn, type KeyGroup, type KeyRow, keyGroups } from "./key-words.ts";
import { useKeymap } from "./keymap-store.ts";
import "./keys.css";

interface Props {
  readonly editor: Editor;
  readonly run: (command: CommandId) => void;
  readonly onClose: () => void;
}

export default function HelpDialog({ editor, run, onClose }: Props) {
  const [wanted, setWanted] = useState("");
  const [showsAll, setShowsAll] = useState(false);
  const [now] = useState(() => ({ snapshot: editor.snapshot(), isIdle: editor.isIdle() }));
  const keymap = useKeymap();
  const groups = withKeys(keyGroups(keymap));
  const keysNow = keyGroups(keymapNow(keymap, now.snapshot.selection.size > 0));
  const valid = only(withKeys(keysNow), ({ commands }) =>
    commands.every((command) => isOfUse(command, now.snapshot, now.isIdle)),
  );
  const found = foundIn(showsAll ? groups : valid, wanted);
  const changeKeys = () => {
    onClose();
    run("keys");
  };
  return (
    <Dialog
      title={showsAll ? "All keys" : "Keys that work now"}
      wide
      onClose={onClose}
      actions={
        <>
          <Button aria-pressed={showsAll} onClick={() => setShowsAll(!showsAll)}>
            {showsAll ? "Only those that work now" : `All ${count(groups)} keys`}
          </Button>
          <Button icon="key" onClick={changeKeys}>
            Change keys
          </Button>
        </>
      }
    >
      <TextField
        label="Search"
        type="search"
        autoFocus
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
      />
      {found.length === 0 && <p className="soft">No key for that.</p>}
      <div className="editor-keys">
        {found.map((group) => (
          <Keys key={group.title} {...group} />
        ))}
      </div>
    </Dialog>
  );
}

const only = (groups: readonly KeyGroup[], isWanted: (row: KeyRow) => boolean): KeyGroup[] =>
  groups
    .map(({ title, rows }) => ({ title, rows: rows.filter(isWanted) }))
    .filter(({ rows }) => rows.length > 0);

/** Without commands that nobody answers here, or that have no key. */
const withKeys = (groups: readonly KeyGroup[]): KeyGroup[] =>
  only(groups, ({ chords, commands }) => chords.length > 0 && commands.every(isAnswered));

const count = (groups: readonly KeyGroup[]): number =>
  groups.reduce((sum, { rows }) => sum + rows.length, 0);

function Keys({ title, rows }: KeyGroup) {
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {rows.map(({ chords, text }) => (
          <div key={`${chords.join()} ${text}`}>
            <dt>
              {chords.map((chord) => (
                <kbd key={chord}>{chordWords(chord)}</kbd>
              ))}
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
