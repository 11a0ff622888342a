/** The person's keymap, kept in this browser. */

import type { CommandId, Keymap } from "../../../core/keymap.ts";
import { chordsFor } from "../../../core/keymap.ts";
import {
  FIRST_CHOICE,
  type KeymapChoice,
  keymapOf,
  readChoice,
  writeChoice,
} from "../../../core/keymap-choice.ts";
import { chordWords } from "./chord-words.ts";
import { readKept, writeKept } from "./remembered.ts";
import { useValue, Value } from "./store.ts";

export const keymapChoice = new Value<KeymapChoice>(FIRST_CHOICE);
export const keymapInUse = new Value<Keymap>(keymapOf(FIRST_CHOICE));
let owner: number | null = null;

const placeOf = (user: number): string => `boxloop.keys.${user}`;

/** Whose keys count from now on: the id of the person who is signed in. */
export function takeKeysOf(user: number): void {
  if (owner === user) return;
  owner = user;
  take(readChoice(readKept(placeOf(user)) ?? "") ?? FIRST_CHOICE);
}

export function changeKeymap(choice: KeymapChoice): void {
  take(choice);
  if (owner !== null) writeKept(placeOf(owner), writeChoice(choice));
}

function take(choice: KeymapChoice): void {
  keymapChoice.set(choice);
  keymapInUse.set(keymapOf(choice));
}

export const useKeymap = (): Keymap => useValue(keymapInUse);

/** The first key of a command, in words; null where nobody gave it one. */
export function keyOf(keymap: Keymap, command: CommandId): string | null {
  const [chord] = chordsFor(keymap, command);
  return chord === undefined ? null : chordWords(chord);
}

export const useKeyOf = (command: CommandId): string | null => keyOf(useKeymap(), command);

/** A tool tip: what it does, and the person's own key for it. */
export function useTip(text: string, command: CommandId): string {
  const key = useKeyOf(command);
  return key === null ? text : `${text} (${key})`;
}
