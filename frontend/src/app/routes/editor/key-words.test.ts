import { expect, test } from "vitest";
import { DEFAULT_KEYMAP } from "../../../core/keymaps.ts";
import { foundIn, KEY_GROUPS } from "./key-words.ts";

test("the help tells of every key, and of none that does nothing", () => {
  const told = KEY_GROUPS.flatMap(({ rows }) => rows);
  const chords = new Set(told.flatMap((row) => row.chords));
  const families = /^(category\.\d|nudge|grow|pull)/;
  for (const binding of DEFAULT_KEYMAP) {
    if (families.test(binding.command)) continue;
    for (const chord of binding.chords) expect(chords).toContain(chord);
  }
  for (const { chords: some, text } of told) expect([text, some.length > 0]).toEqual([text, true]);
});

test("a search narrows the help down, by words or by key", () => {
  const texts = (wanted: string) =>
    foundIn(KEY_GROUPS, wanted).flatMap(({ rows }) => rows.map(({ text }) => text));
  expect(texts("skip")).toEqual(["Skip this image", "Skip, and say why"]);
  expect(texts("Ctrl+Z")).toEqual(["Undo"]);
  expect(texts("nothing of the kind")).toEqual([]);
});
