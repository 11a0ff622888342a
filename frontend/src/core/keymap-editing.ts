/** Changes of a person's keymap: a key given, taken or swapped, and another keymap to begin with. */

import type { Chord } from "./chords.ts";
import type { CommandId } from "./command-ids.ts";
import { chordsFor, clashOf } from "./keymap.ts";
import { type KeymapChoice, keymapOf, withChords, withoutClashes } from "./keymap-choice.ts";
import type { PresetName } from "./keymaps.ts";

/**
 * Gives a chord to a command, in the place of `replaced` or beside the others. A command that had it
 * gets what was replaced.
 */
export function withChord(
  choice: KeymapChoice,
  command: CommandId,
  chord: Chord,
  replaced: Chord | null,
): KeymapChoice {
  const keymap = keymapOf(choice);
  const clash = clashOf(keymap, command, chord);
  const given = withChords(choice, command, put(chordsFor(keymap, command), replaced, chord));
  return clash === null
    ? given
    : withChords(given, clash, put(chordsFor(keymap, clash), chord, replaced));
}

/** Takes `from` away and puts `to` in its place; null for nothing to take, or nothing to put. */
function put(chords: readonly Chord[], from: Chord | null, to: Chord | null): Chord[] {
  const rest = chords.filter((chord) => chord !== to);
  if (from === null || !rest.includes(from)) return to === null ? rest : [...rest, to];
  return rest.flatMap((chord) => (chord !== from ? [chord] : to === null ? [] : [to]));
}

/** Another preset with the same changes, but for those that would give a key two meanings. */
export const withPreset = (choice: KeymapChoice, preset: PresetName): KeymapChoice =>
  withoutClashes({ ...choice, preset });

export const isChanged = ({ changes }: KeymapChoice, command: CommandId): boolean =>
  changes[command] !== undefined;
