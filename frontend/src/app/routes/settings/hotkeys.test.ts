import fc from "fast-check";
import { expect, test } from "vitest";
import { changesFor, HOTKEYS, holderOf } from "./hotkeys.ts";

const categories = [
  { id: 1, name: "car", hotkey: "1", archived: false },
  { id: 2, name: "bus", hotkey: "2", archived: false },
  { id: 3, name: "tram", hotkey: "3", archived: true },
  { id: 4, name: "bicycle", hotkey: "", archived: false },
];

test("a key in use names its holder", () => {
  expect(holderOf(categories, "2", 4)?.name).toBe("bus");
});

test("a category does not clash with itself", () => {
  expect(holderOf(categories, "2", 2)).toBeNull();
});

test("an archived category gives its key free", () => {
  expect(holderOf(categories, "3", 4)).toBeNull();
});

test("any number of categories may have no key", () => {
  expect(holderOf(categories, "", 1)).toBeNull();
});

test("a free key is simply taken", () => {
  expect(changesFor(categories, 4, "9")).toEqual([{ id: 4, hotkey: "9" }]);
});

test("two categories swap their keys", () => {
  expect(changesFor(categories, 1, "2")).toEqual([
    { id: 2, hotkey: "" },
    { id: 1, hotkey: "2" },
    { id: 2, hotkey: "1" },
  ]);
});

test("who has no key to give takes the other's away", () => {
  expect(changesFor(categories, 4, "1")).toEqual([
    { id: 1, hotkey: "" },
    { id: 4, hotkey: "1" },
  ]);
});

test("no two categories ever have the same key on the way", () => {
  const anyKey = fc.constantFrom("", ...HOTKEYS);
  fc.assert(
    fc.property(fc.constantFrom(1, 2, 4), anyKey, (id, key) => {
      let now = categories.filter(({ archived }) => !archived);
      for (const change of changesFor(categories, id, key)) {
        now = now.map((one) => (one.id === change.id ? { ...one, hotkey: change.hotkey } : one));
        const used = now.map(({ hotkey }) => hotkey).filter(Boolean);
        expect(new Set(used).size).toBe(used.length);
      }
      expect(now.find((one) => one.id === id)?.hotkey).toBe(key);
    }),
  );
});
