import { expect, test } from "vitest";
import { outlines, placed } from "./outlines.ts";

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

test("the image is as large as it can be, in the middle of its frame", () => {
  const boxes = [[1, 0, 0, 100, 50, 0.9]];
  const image = { width: 100, height: 50 };
  expect(placed(boxes, image, { width: 200, height: 200 })).toEqual([[1, 0, 50, 200, 150]]);
  expect(placed(boxes, image, { width: 300, height: 100 })).toEqual([[1, 50, 0, 250, 100]]);
});
