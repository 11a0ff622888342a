/** The keymap in use, and how its keys are written. */

import type { Chord, CommandId, Keymap } from "../../../core/keymap.ts";
import { chordsFor } from "../../../core/keymap.ts";
import { DEFAULT_KEYMAP } from "../../../core/keymaps.ts";
import { useValue, Value } from "./store.ts";

export const keymapInUse = new Value<Keymap>(DEFAULT_KEYMAP);

export const useKeymap = (): Keymap => useValue(keymapInUse);

const SIGNS: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Arrows: "← → ↑ ↓",
  Escape: "Esc",
  Delete: "Del",
  ContextMenu: "Menu",
};

/** As it is printed on a keyboard. */
export const chordWords = (chord: Chord): string =>
  chord
    .split(/\+(?=.)/)
    .map((part) => SIGNS[part] ?? part)
    .join("+");

/** The first key of a command, in words; null where nobody gave it one. */
export function useKeyOf(command: CommandId): string | null {
  const [chord] = chordsFor(useKeymap(), command);
  return chord === undefined ? null : chordWords(chord);
}

/** A tool tip: what it does, and the person's own key for it. */
export function useTip(text: string, command: CommandId): string {
  const key = useKeyOf(command);
  return key === null ? text : `${text} (${key})`;
}
