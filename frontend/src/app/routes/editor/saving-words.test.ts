import { expect, test } from "vitest";
import { wireBox } from "../../../core/testing/make.ts";
import { contentOf } from "./orphans.ts";
import { initials } from "./Presence.tsx";
import { saveSentence } from "./save-sentence.ts";
import { listed, saveWords } from "./words.ts";

const save = { state: "saved", unsaved: 0, needing: [], orphaned: 0 } as const;

test("a browser that keeps nothing is told of from the start, also while all is saved", () => {
  expect(saveWords(save, false)).toBe("Saved, nothing kept here");
  expect(saveWords({ ...save, state: "offline", unsaved: 3 }, false)).toBe(
    "Offline, 3 changes not kept here",
  );
});

test("work whose image is gone needs the person", () => {
  expect(saveWords({ ...save, orphaned: 2 })).toBe("Needs you: an image is gone");
});

test("the sentence counts what waits", () => {
  expect(saveSentence({ ...save, state: "offline", unsaved: 1 })).toContain("1 change waits here");
  expect(saveSentence({ ...save, state: "offline", unsaved: 2 })).toContain("2 changes wait here");
});

test("work without an image goes into a file with all that was drawn and deleted", () => {
  const changes = [
    { key: "a", base: null, mine: wireBox("a") },
    { key: "b", base: wireBox("b"), mine: null },
  ];
  expect(contentOf([{ image: 7, changes, state: "done" }])).toEqual([
    { image: 7, state: "done", boxes: [wireBox("a")], deleted: ["b"] },
  ]);
});

test("people are named in a row, and by two letters", () => {
  expect(listed(["ann"])).toBe("ann");
  expect(listed(["ann", "ben"])).toBe("ann and ben");
  expect(["ben", "ann.lee", "x", "Zoë Ürün-Ito"].map(initials)).toEqual(["BE", "AL", "X", "ZÜ"]);
});
