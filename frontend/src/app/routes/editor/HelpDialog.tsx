/** All keys, by what they are for; typed words narrow them down. */

import { useState } from "react";
import { Dialog } from "../../components/Dialog.tsx";
import { TextField } from "../../components/Field.tsx";
import { foundIn, KEY_GROUPS, type KeyGroup } from "./key-words.ts";
import { chordWords } from "./keymap-store.ts";

export default function HelpDialog({ onClose }: { onClose: () => void }) {
  const [wanted, setWanted] = useState("");
  return (
    <Dialog title="Keys" wide onClose={onClose}>
      <TextField
        label="Search"
        type="search"
        autoFocus
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
      />
      <div className="editor-keys">
        {foundIn(KEY_GROUPS, wanted).map((group) => (
          <Keys key={group.title} {...group} />
        ))}
      </div>
    </Dialog>
  );
}

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
