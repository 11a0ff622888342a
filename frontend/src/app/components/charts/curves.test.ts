import { expect, test } from "vitest";
import { lastKnown, spoken, together, zoomed } from "./curves.ts";

test("runs of different lengths share their places", () => {
  const { x, lines } = together([
    {
      name: "long",
      color: "--accent",
      points: [
        [1, 5],
        [2, 4],
        [3, null],
      ],
    },
    { name: "short", color: "--good", dashed: true, points: [[2, 9]] },
  ]);
  expect(x).toEqual([1, 2, 3]);
  expect(lines.map(({ name, values }) => [name, values])).toEqual([
    ["long", [5, 4, null]],
    ["short", [null, 9, null]],
  ]);
  expect(lines[1]?.dashed).toBe(true);
});

test("looking closer keeps the place, and further away ends with all of it", () => {
  expect(zoomed([1, 9], [1, 9], 5, 0.5)).toEqual([3, 7]);
  expect(zoomed([1, 9], [1, 9], 1, 0.5)).toEqual([1, 5]);
  expect(zoomed([3, 7], [1, 9], 5, 2)).toBeNull();
  expect(zoomed([4, 4], [4, 4], 4, 0.5)).toBeNull();
});

test("a place of the chart is told in words", () => {
  const props = {
    title: "Loss",
    xName: "Epoch",
    x: [1, 2],
    height: 100,
    lines: [
      { name: "Loss", color: "--accent", values: [0.5, 0.4] },
      { name: "AP50", color: "--good", values: [null, 0.2] },
    ],
    format: (value: number) => value.toFixed(1),
  };
  expect(spoken(props, 0)).toBe("Epoch 1: Loss 0.5, AP50 –");
});

test("the newest value may lie before the end", () => {
  expect(lastKnown([0.5, 0.4, null])).toBe(1);
  expect(lastKnown([null, null])).toBe(0);
  expect(lastKnown([])).toBe(0);
});
