/** The list of commands with their keys; one of them at a time waits for a new key. */

import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { type Chord, chordToKeep } from "../../../core/chords.ts";
import { type CommandId, chordsFor, clashOf } from "../../../core/keymap.ts";
import { type KeymapChoice, keymapOf, withChords } from "../../../core/keymap-choice.ts";
import { isChanged, withChord } from "../../../core/keymap-editing.ts";
import { PRESETS } from "../../../core/keymaps.ts";
import { reservationOf } from "../../../core/reserved.ts";
import { Button } from "../../components/Button.tsx";
import { chordWords, RESERVED_WORDS } from "./chord-words.ts";
import { type KeyGroup, type KeyRow, wordsFor } from "./key-words.ts";
import { changeKeymap } from "./keymap-store.ts";

/** Which key waits for another: one of a command's, or a further one. */
interface Waiting {
  readonly command: CommandId;
  readonly replaced: Chord | null;
}

interface Props {
  readonly groups: readonly KeyGroup[];
  readonly choice: KeymapChoice;
}

export function KeyEditor({ groups, choice }: Props) {
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  return (
    <div className="keys-list">
      {groups.map(({ title, rows }) => (
        <section key={title}>
          <h3>{title}</h3>
          {rows.map((row) => (
            <Row key={row.commands[0]} {...{ row, choice, waiting, setWaiting }} />
          ))}
        </section>
      ))}
    </div>
  );
}

interface RowProps {
  readonly row: KeyRow;
  readonly choice: KeymapChoice;
  readonly waiting: Waiting | null;
  readonly setWaiting: (waiting: Waiting | null) => void;
}

function Row({ row, choice, waiting, setWaiting }: RowProps) {
  const [command] = row.commands;
  if (command === undefined) return null;
  const isWaiting = waiting?.command === command;
  const reset = () =>
    changeKeymap(withChords(choice, command, chordsFor(PRESETS[choice.preset], command)));
  return (
    <div className="keys-row" data-command={command}>
      <span className="keys-text">{row.text}</span>
      {isChanged(choice, command) && (
        <Button size="small" variant="quiet" onClick={reset} aria-label={`Reset: ${row.text}`}>
          Reset
        </Button>
      )}
      <span className="keys-chords">
        {row.chords.map((chord) => (
          <button
            key={chord}
            type="button"
            className="keys-chord"
            aria-label={`${row.text}: ${chordWords(chord)}, change`}
            onClick={() => setWaiting({ command, replaced: chord })}
          >
            <kbd>{chordWords(chord)}</kbd>
          </button>
        ))}
        <button
          type="button"
          className="keys-chord"
          aria-label={`${row.text}: add a key`}
          title="Add a key"
          onClick={() => setWaiting({ command, replaced: null })}
        >
          <kbd>+</kbd>
        </button>
      </span>
      {isWaiting && (
        <Recorder key={waiting.replaced} {...{ choice, waiting }} onEnd={() => setWaiting(null)} />
      )}
    </div>
  );
}

interface RecorderProps {
  readonly choice: KeymapChoice;
  readonly waiting: Waiting;
  readonly onEnd: () => void;
}

/** Waits for a key, says what stands against it, and takes it. */
function Recorder({ choice, waiting, onEnd }: RecorderProps) {
  const { command, replaced } = waiting;
  const [pressed, setPressed] = useState<Chord | null>(null);
  const field = useRef<HTMLButtonElement>(null);
  useEffect(() => field.current?.focus(), []);

  const keymap = keymapOf(choice);
  const give = (chord: Chord) => {
    changeKeymap(withChord(choice, command, chord, replaced));
    onEnd();
  };
  const listen = (event: KeyboardEvent) => {
    if (event.key === "Escape" && command !== "cancel") {
      event.preventDefault();
      onEnd();
      return;
    }
    const chord = chordToKeep(event.nativeEvent);
    event.preventDefault();
    event.stopPropagation();
    if (chord === null) return;
    const isFree = reservationOf(chord) === null && clashOf(keymap, command, chord) === null;
    if (isFree) give(chord);
    else setPressed(chord);
  };
  const remove = () => {
    const others = chordsFor(keymap, command).filter((chord) => chord !== replaced);
    changeKeymap(withChords(choice, command, others));
    onEnd();
  };
  return (
    <div className="keys-recorder">
      <button ref={field} type="button" className="keys-field" onKeyDown={listen}>
        {pressed === null ? "Press the new key" : chordWords(pressed)}
      </button>
      <Objection {...{ choice, command, chord: pressed, give }} />
      {replaced !== null && (
        <Button size="small" variant="quiet" onClick={remove}>
          Remove
        </Button>
      )}
      <Button size="small" variant="quiet" onClick={onEnd}>
        Cancel
      </Button>
    </div>
  );
}

interface ObjectionProps {
  readonly choice: KeymapChoice;
  readonly command: CommandId;
  readonly chord: Chord | null;
  readonly give: (chord: Chord) => void;
}

function Objection({ choice, command, chord, give }: ObjectionProps) {
  if (chord === null) return <span className="soft">Escape leaves it as it is.</span>;
  const reservation = reservationOf(chord);
  if (reservation !== null) {
    return (
      <span role="alert" className="keys-objection">
        {chordWords(chord)} is not possible: {RESERVED_WORDS[reservation]}.
      </span>
    );
  }
  const clash = clashOf(keymapOf(choice), command, chord);
  if (clash === null) return null;
  return (
    <>
      <span role="alert" className="keys-objection">
        {chordWords(chord)} is for “{wordsFor(clash)}”.
      </span>
      <Button size="small" variant="primary" onClick={() => give(chord)}>
        Swap
      </Button>
    </>
  );
}
