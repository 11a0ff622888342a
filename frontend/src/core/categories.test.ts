import { expect, test } from "vitest";
import { type Category, categoryByDigit, givable, hotkeys } from "./categories.ts";

const category = (id: number, given: Partial<Category> = {}): Category => ({
  id,
  name: `class ${id}`,
  color: "#E69F00",
  hotkey: "",
  archived: false,
  ...given,
});

test("a class has its own key, and the others that of their place", () => {
  const categories = [category(11), category(12, { hotkey: "7" }), category(13)];
  expect([...hotkeys(categories)].toSorted()).toEqual([
    [11, "1"],
    [12, "7"],
    [13, "3"],
  ]);
  expect(categoryByDigit(categories, "7")).toBe(12);
  expect(categoryByDigit(categories, "2")).toBeNull();
});

test("a key that a class chose is not given to another by its place", () => {
  const categories = [category(11), category(12, { hotkey: "1" })];
  expect(categoryByDigit(categories, "1")).toBe(12);
  expect(hotkeys(categories).has(11)).toBe(false);
});

test("the tenth class has the 0, and the eleventh no key", () => {
  const categories = Array.from({ length: 11 }, (_, place) => category(place + 1));
  expect(categoryByDigit(categories, "0")).toBe(10);
  expect(hotkeys(categories).has(11)).toBe(false);
});

test("archived classes are not given any more, and take no key", () => {
  const categories = [category(1, { archived: true }), category(2)];
  expect(givable(categories).map(({ id }) => id)).toEqual([2]);
  expect(categoryByDigit(categories, "1")).toBe(2);
});
