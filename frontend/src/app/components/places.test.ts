import { expect, test } from "vitest";
import { placeFor } from "./places.ts";

test("keys walk along the strip and stop at its ends", () => {
  expect(placeFor("ArrowRight", "row", 1, 3)).toBe(2);
  expect(placeFor("ArrowRight", "row", 2, 3)).toBe(2);
  expect(placeFor("ArrowLeft", "row", 0, 3)).toBe(0);
  expect(placeFor("End", "row", 0, 3)).toBe(2);
  expect(placeFor("Home", "row", 2, 3)).toBe(0);
});

test("other keys are left to the editor", () => {
  expect(placeFor("d", "row", 1, 3)).toBeNull();
});

test("in a column it is the keys up and down that lead on", () => {
  expect(placeFor("ArrowDown", "column", 0, 3)).toBe(1);
  expect(placeFor("ArrowUp", "column", 0, 3)).toBe(0);
  expect(placeFor("ArrowRight", "column", 0, 3)).toBeNull();
});
