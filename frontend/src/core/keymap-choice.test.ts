import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chordsFor, clashes } from "./keymap.ts";
import {
  FIRST_CHOICE,
  type KeymapChoice,
  keymapOf,
  readChoice,
  withChords,
  writeChoice,
} from "./keymap-choice.ts";
import { isChanged, withChord, withPreset } from "./keymap-editing.ts";
import { DEFAULT_KEYMAP, PRESETS, type PresetName } from "./keymaps.ts";
import { reservationOf } from "./reserved.ts";

const NAMES = Object.keys(PRESETS) as PresetName[];
const COMMANDS = DEFAULT_KEYMAP.map(({ command }) => command);
const keys = (choice: KeymapChoice, command: (typeof COMMANDS)[number]) =>
  chordsFor(keymapOf(choice), command);

test.each(NAMES)("%s knows every command, and no key of it means two things", (name) => {
  expect(PRESETS[name].map(({ command }) => command)).toEqual(COMMANDS);
  expect(clashes(PRESETS[name])).toEqual([]);
});

test.each(NAMES)("%s leaves to the browser what is the browser's", (name) => {
  const chords = PRESETS[name].flatMap((binding) => binding.chords);
  expect(chords.filter((chord) => reservationOf(chord) !== null)).toEqual([]);
});

test("hands that know CVAT find its keys", () => {
  const choice = { preset: "cvat", changes: {} } as const;
  expect(keys(choice, "image.next")).toContain("F");
  expect(keys(choice, "tool.draw")).toEqual(["N"]);
  expect(keys(choice, "category.4")).toEqual(["4", "Ctrl+4"]);
  expect(keys(choice, "box.accept")).toEqual(["E"]);
});

describe("a key is given to a command", () => {
  test("in the place of another, or beside it", () => {
    const replaced = withChord(FIRST_CHOICE, "image.skip", "I", "S");
    expect(keys(replaced, "image.skip")).toEqual(["I"]);
    expect(keys(withChord(replaced, "image.skip", "G", null), "image.skip")).toEqual(["I", "G"]);
  });

  test("and the command that had it gets what was replaced", () => {
    const swapped = withChord(FIRST_CHOICE, "image.skip", "D", "S");
    expect(keys(swapped, "image.skip")).toEqual(["D"]);
    expect(keys(swapped, "image.next")).toEqual(["S", "ArrowRight"]);
    expect(clashes(keymapOf(swapped))).toEqual([]);
  });

  test("and the command that had it loses it where nothing was replaced", () => {
    const taken = withChord(FIRST_CHOICE, "image.skip", "D", null);
    expect(keys(taken, "image.skip")).toEqual(["S", "D"]);
    expect(keys(taken, "image.next")).toEqual(["ArrowRight"]);
  });

  test("and giving back what it had is no change", () => {
    const changed = withChords(FIRST_CHOICE, "image.skip", ["I"]);
    expect(isChanged(changed, "image.skip")).toBe(true);
    expect(withChords(changed, "image.skip", ["S"])).toEqual(FIRST_CHOICE);
  });

  test("any number of times, and still no key means two things", () => {
    const step = fc.record({
      command: fc.constantFrom(...COMMANDS),
      chord: fc.constantFrom("S", "D", "H", "ArrowRight", "Ctrl+Z", "I", "Shift+[", "3"),
      place: fc.nat(2),
    });
    fc.assert(
      fc.property(fc.constantFrom(...NAMES), fc.array(step, { maxLength: 12 }), (preset, steps) => {
        let choice: KeymapChoice = { preset, changes: {} };
        for (const { command, chord, place } of steps) {
          choice = withChord(choice, command, chord, keys(choice, command)[place] ?? null);
          expect(keys(choice, command)).toContain(chord);
        }
        expect(clashes(keymapOf(choice))).toEqual([]);
        expect(readChoice(writeChoice(choice))).toEqual(choice);
      }),
    );
  });
});

test("another preset keeps what was changed, as long as no key means two things", () => {
  const changed = withChord(withChord(FIRST_CHOICE, "image.skip", "F", "S"), "help", "F2", "?");
  const choice = withPreset(changed, "cvat");
  expect(keys(choice, "help")).toEqual(["F2"]);
  expect(clashes(keymapOf(choice))).toEqual([]);
});

describe("as text", () => {
  test("a keymap that is none is refused", () => {
    for (const text of [
      "",
      "[]",
      "7",
      '{"preset": "vim"}',
      '{"changes": {"help": "?"}}',
      '{"changes": 3}',
    ]) {
      expect(readChoice(text)).toBeNull();
    }
  });

  test("keys that mean two things are left out", () => {
    const text = '{"changes": {"image.skip": ["D"], "help": ["F2"]}}';
    expect(readChoice(text)).toEqual({ preset: "boxloop", changes: { help: ["F2"] } });
  });

  test("commands that are not known any more are left out", () => {
    const text = '{"preset": "cvat", "changes": {"box.rotate": ["I"], "help": ["F2"]}}';
    expect(readChoice(text)).toEqual({ preset: "cvat", changes: { help: ["F2"] } });
    expect(readChoice("{}")).toEqual(FIRST_CHOICE);
  });
});
