import { expect, test } from "vitest";
import { freeHotkeys, holderOf } from "./hotkeys.ts";

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

test("free keys come in the order of the keyboard", () => {
  expect(freeHotkeys(categories)).toEqual(["3", "4", "5", "6", "7", "8", "9", "0"]);
});
