/** A person's keymap: one that came with the editor, and what they changed in it. */

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

function withoutClashes(choice: KeymapChoice): KeymapChoice {
  const keymap = keymapOf(choice);
  const commands = Object.keys(choice.changes) as CommandId[];
  const clashing = commands.find((command) =>
    chordsFor(keymap, command).some((chord) => clashOf(keymap, command, chord) !== null),
  );
  if (clashing === undefined) return choice;
  const { [clashing]: _, ...changes } = choice.changes;
  return withoutClashes({ ...choice, changes });
}

export const isChanged = ({ changes }: KeymapChoice, command: CommandId): boolean =>
  changes[command] !== undefined;

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
