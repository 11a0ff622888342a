import { expect, test } from "vitest";
import { DEFAULT_KEYMAP, PRESETS } from "../../../core/keymaps.ts";
import { commandGroups, foundIn, keyGroups, wordsFor } from "./key-words.ts";

const GROUPS = keyGroups(DEFAULT_KEYMAP);

test("the help tells of every command, and each once", () => {
  const told = GROUPS.flatMap(({ rows }) => rows.flatMap(({ commands }) => commands));
  expect([...told].sort()).toEqual(DEFAULT_KEYMAP.map(({ command }) => command).sort());
});

test("a family of keys is one line as long as it is one", () => {
  const chords = (text: string) =>
    GROUPS.flatMap(({ rows }) => rows).find((row) => row.text === text)?.chords;
  expect(chords("Move by 10 px")).toEqual(["Shift+Arrows"]);
  expect(chords("Class of what is selected or pointed at, else of the next box")).toEqual([
    "1 … 0",
  ]);
  const changed = DEFAULT_KEYMAP.map((binding) =>
    binding.command === "grow.up" ? { ...binding, chords: ["I"] } : binding,
  );
  const grow = keyGroups(changed)
    .flatMap(({ rows }) => rows)
    .find(({ text }) => text.includes("lower edge"));
  expect(grow?.chords).toEqual(["Ctrl+ArrowLeft", "Ctrl+ArrowRight", "I", "Ctrl+ArrowDown"]);
});

test("whoever changes keys sees every command by itself", () => {
  const rows = commandGroups(PRESETS.cvat).flatMap((group) => group.rows);
  expect(rows.find(({ commands }) => commands[0] === "category.3")?.chords).toEqual([
    "3",
    "Ctrl+3",
  ]);
  expect(wordsFor("nudge.left.1")).toBe("Move by 1 px: left");
});

test("a search narrows the help down, by words or by key", () => {
  const texts = (wanted: string) =>
    foundIn(GROUPS, wanted).flatMap(({ rows }) => rows.map(({ text }) => text));
  expect(texts("skip")).toEqual(["Skip this image", "Skip, and say why"]);
  expect(texts("Ctrl+Z")).toEqual(["Undo"]);
  expect(texts("Esc")).toEqual(["Cancel, then select nothing"]);
  expect(texts("nothing of the kind")).toEqual([]);
});
