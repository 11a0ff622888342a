/** All keys, by what they are for; typed words narrow them down. */

import { useState } from "react";
import { type Binding, DEFAULT_KEYMAP, type Group } from "../../../core/keymap.ts";
import { Dialog } from "../../components/Dialog.tsx";
import { TextField } from "../../components/Field.tsx";

const GROUPS: readonly Group[] = [
  "Images",
  "Suggestions",
  "Boxes",
  "Classes",
  "Edges",
  "View",
  "Other",
];

const MOUSE: readonly (readonly [string, string])[] = [
  ["Wheel", "Zoom at the pointer"],
  ["Middle button or Ctrl+drag", "Move the image"],
  ["Click again", "The box underneath"],
  ["Shift+click", "Add to the selection"],
  ["Shift+drag", "Select all in a frame"],
  ["Shift on a handle", "Keep the proportions"],
  ["Alt on a handle", "Resize around the middle"],
  ["Alt+drag", "Copy the box"],
];

const SIGNS: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Arrows: "← → ↑ ↓",
  Escape: "Esc",
};

export function HelpDialog({ onClose }: { onClose: () => void }) {
  const [wanted, setWanted] = useState("");
  const matching = DEFAULT_KEYMAP.filter((binding) => matches(binding, wanted));
  const mouse = MOUSE.filter((row) => row.join(" ").toLowerCase().includes(wanted.toLowerCase()));
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
        {GROUPS.map((group) => (
          <KeyGroup
            key={group}
            title={group}
            rows={rowsOf(matching.filter((binding) => binding.group === group))}
          />
        ))}
        <KeyGroup title="Mouse" rows={mouse.map(([what, text]) => [[what], text])} />
      </div>
    </Dialog>
  );
}

/** Families of keys take one line. */
function rowsOf(bindings: readonly Binding[]): KeyRow[] {
  const rows = new Map<string, KeyRow>();
  for (const { chords, text, family } of bindings) {
    const row: KeyRow = family === null ? [chords, text] : [[family.chord], family.text];
    rows.set(row.join(), row);
  }
  return [...rows.values()];
}

type KeyRow = readonly [chords: readonly string[], text: string];

function KeyGroup({ title, rows }: { title: string; rows: readonly KeyRow[] }) {
  if (rows.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {rows.map(([chords, text]) => (
          <div key={`${chords.join()} ${text}`}>
            <dt>
              {chords.map((chord) => (
                <kbd key={chord}>{shown(chord)}</kbd>
              ))}
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const matches = ({ text, chords, family }: Binding, wanted: string): boolean =>
  `${text} ${chords.join(" ")} ${family?.text ?? ""}`
    .toLowerCase()
    .includes(wanted.trim().toLowerCase());

const shown = (chord: string): string =>
  chord
    .split(/\+(?=.)/)
    .map((part) => SIGNS[part] ?? part)
    .join("+");
