import { expect, test } from "vitest";
import { chordToKeep, type KeyPress } from "./chords.ts";

const press = (key: string, code: string, given: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...given,
});

test("a key that is to be kept is named as it is found again", () => {
  expect(chordToKeep(press("g", "KeyG"))).toBe("G");
  expect(chordToKeep(press("G", "KeyG", { shiftKey: true, ctrlKey: true }))).toBe("Ctrl+Shift+G");
  expect(chordToKeep(press(" ", "Space", { shiftKey: true }))).toBe("Shift+Space");
  expect(chordToKeep(press("é", "Digit2"))).toBe("2");
  expect(chordToKeep(press("п", "KeyG"))).toBe("G");
  expect(chordToKeep(press("F2", "F2"))).toBe("F2");
});

test("a brace is the bracket with Shift, a letter in a bracket's place is a letter", () => {
  expect(chordToKeep(press("{", "BracketLeft", { shiftKey: true }))).toBe("Shift+[");
  expect(chordToKeep(press("ü", "BracketLeft"))).toBe("Ü");
  expect(chordToKeep(press("Dead", "Backquote"))).toBe("`");
});

test("a modifier by itself is no key yet", () => {
  for (const key of ["Shift", "Control", "Alt", "Meta", "AltGraph"]) {
    expect(chordToKeep(press(key, `${key}Left`))).toBeNull();
  }
});
