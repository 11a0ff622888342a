import { expect, test } from "vitest";
import { placeFor } from "./places.ts";

test("keys walk along the strip and stop at its ends", () => {
  expect(placeFor("ArrowRight", 1, 3)).toBe(2);
  expect(placeFor("ArrowRight", 2, 3)).toBe(2);
  expect(placeFor("ArrowLeft", 0, 3)).toBe(0);
  expect(placeFor("End", 0, 3)).toBe(2);
  expect(placeFor("Home", 2, 3)).toBe(0);
});

test("other keys are left to the editor", () => {
  expect(placeFor("d", 1, 3)).toBeNull();
});
