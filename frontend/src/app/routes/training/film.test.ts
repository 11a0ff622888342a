import { expect, test } from "vitest";
import { iou, tally } from "./film.ts";

const drawn = [
  [1, 0, 0, 10, 10],
  [2, 20, 20, 30, 30],
];

test("a drawn box is found once, by a box of its category that covers it", () => {
  const seen = [
    [1, 0, 0, 10, 9, 0.9],
    [1, 0, 1, 10, 10, 0.8],
    [1, 20, 20, 30, 30, 0.7],
  ];
  expect(tally(drawn, seen)).toEqual({ drawn: 2, found: 1, others: 2 });
  expect(tally(drawn, [])).toEqual({ drawn: 2, found: 0, others: 0 });
});

test("boxes that touch have nothing in common", () => {
  expect(iou([1, 0, 0, 10, 10], [1, 10, 0, 20, 10])).toBe(0);
  expect(iou([1, 0, 0, 10, 10], [1, 0, 0, 10, 10])).toBe(1);
});
