import { expect, test } from "vitest";
import { outlines } from "./outlines.ts";

test("all boxes of a category become one path", () => {
  const paths = outlines([
    [1, 0, 0, 10, 5],
    [2, 1, 1, 2, 2],
    [1, 3, 4, 6, 8, 0.9],
  ]);
  expect(paths.get(1)).toBe("M0 0H10V5H0ZM3 4H6V8H3Z");
  expect([...paths.keys()]).toEqual([1, 2]);
});

test("no boxes give no paths", () => {
  expect(outlines([]).size).toBe(0);
});
