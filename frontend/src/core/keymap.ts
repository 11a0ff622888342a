/**
 * Which key does what: data, not code, so that it can be shown, searched, changed and checked for
 * clashes. Knows nothing of what the commands do; the app has the words.
 */

import { type Chord, chordsOf, type KeyPress } from "./chords.ts";
import { type CommandId, whenOf } from "./command-ids.ts";

export type { Chord, KeyPress } from "./chords.ts";
export type { CommandId, Direction } from "./command-ids.ts";

export interface Binding {
  readonly command: CommandId;
  /** None where a command waits for somebody to give it a key. */
  readonly chords: readonly Chord[];
}

/** Every command once. */
export type Keymap = readonly Binding[];

/** The command for a key press, or null. `hasSelection` decides what the arrows mean. */
export function resolve(keymap: Keymap, press: KeyPress, hasSelection: boolean): CommandId | null {
  for (const chord of chordsOf(press)) {
    const command = meaningOf(keymap, chord, hasSelection);
    if (command !== null) return command;
  }
  return null;
}

function meaningOf(keymap: Keymap, chord: Chord, hasSelection: boolean): CommandId | null {
  const bound = keymap.filter(({ chords }) => chords.includes(chord));
  const special = bound.find(({ command }) => whenOf(command) === "selection");
  const general = bound.find(({ command }) => whenOf(command) === "always");
  return (hasSelection ? (special ?? general) : general)?.command ?? null;
}

export const chordsFor = (keymap: Keymap, command: CommandId): readonly Chord[] =>
  keymap.find((binding) => binding.command === command)?.chords ?? [];

/** What the keys mean at this moment: a key of the selection hides that of others, and the reverse. */
export const keymapNow = (keymap: Keymap, hasSelection: boolean): Keymap =>
  keymap.map(({ command, chords }) => ({
    command,
    chords: chords.filter((chord) => meaningOf(keymap, chord, hasSelection) === command),
  }));

/** Another command that a chord would mean at the same time; null where it is free. */
export function clashOf(keymap: Keymap, command: CommandId, chord: Chord): CommandId | null {
  const clash = keymap.find(
    (other) =>
      other.command !== command &&
      whenOf(other.command) === whenOf(command) &&
      other.chords.includes(chord),
  );
  return clash?.command ?? null;
}

/** Chords that mean two things at once, for a keymap that somebody changed. */
export function clashes(keymap: Keymap): Chord[] {
  const all = keymap.flatMap(({ command, chords }) =>
    chords.filter((chord) => clashOf(keymap, command, chord) !== null),
  );
  return [...new Set(all)];
}
