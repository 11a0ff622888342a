/** A person's keymap: one that came with the editor, and what they changed in it; as text, too. */

import type { Chord } from "./chords.ts";
import type { CommandId } from "./command-ids.ts";
import { type Binding, chordsFor, clashOf, type Keymap } from "./keymap.ts";
import { PRESETS, type PresetName } from "./keymaps.ts";

export interface KeymapChoice {
  readonly preset: PresetName;
  /** Only what differs from the preset. */
  readonly changes: Readonly<Partial<Record<CommandId, readonly Chord[]>>>;
}

export const FIRST_CHOICE: KeymapChoice = { preset: "boxloop", changes: {} };

export const keymapOf = ({ preset, changes }: KeymapChoice): Keymap =>
  PRESETS[preset].map(({ command, chords }) => ({ command, chords: changes[command] ?? chords }));

/** A command's keys, as somebody wants them; those of the preset are no change. */
export function withChords(
  choice: KeymapChoice,
  command: CommandId,
  chords: readonly Chord[],
): KeymapChoice {
  const { [command]: _, ...others } = choice.changes;
  const isPreset = sameChords(chords, chordsFor(PRESETS[choice.preset], command));
  return { ...choice, changes: isPreset ? others : { ...others, [command]: chords } };
}

/** Without changes that would give a key two meanings. */
export function withoutClashes(choice: KeymapChoice): KeymapChoice {
  const keymap = keymapOf(choice);
  const commands = Object.keys(choice.changes) as CommandId[];
  const clashing = commands.find((command) =>
    chordsFor(keymap, command).some((chord) => clashOf(keymap, command, chord) !== null),
  );
  if (clashing === undefined) return choice;
  const { [clashing]: _, ...changes } = choice.changes;
  return withoutClashes({ ...choice, changes });
}

export const writeChoice = (choice: KeymapChoice): string => JSON.stringify(choice, null, 2);

/** From text that somebody kept or was given; null when it is no keymap. Unknown commands are left out. */
export function readChoice(text: string): KeymapChoice | null {
  const value = parsed(text);
  if (!isRecord(value) || !isRecord(value.changes ?? {})) return null;
  const preset = value.preset ?? "boxloop";
  if (typeof preset !== "string" || !Object.hasOwn(PRESETS, preset)) return null;

  const known = PRESETS[preset as PresetName];
  const changes = Object.entries((value.changes ?? {}) as Record<string, unknown>);
  let choice: KeymapChoice = { preset: preset as PresetName, changes: {} };
  for (const [command, chords] of changes) {
    if (!areChords(chords)) return null;
    const binding = known.find((other: Binding) => other.command === command);
    if (binding !== undefined) choice = withChords(choice, binding.command, chords);
  }
  return withoutClashes(choice);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const areChords = (value: unknown): value is Chord[] =>
  Array.isArray(value) && value.every((chord) => typeof chord === "string" && chord !== "");

const sameChords = (a: readonly Chord[], b: readonly Chord[]): boolean =>
  a.length === b.length && a.every((chord, place) => chord === b[place]);
