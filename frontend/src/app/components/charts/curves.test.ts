import { expect, test } from "vitest";
import { evenly, lastKnown, pointTicks, spoken, together, zoomed } from "./curves.ts";

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

test("the numbers of a scale have the same decimals", () => {
  expect(evenly()([0, 0.5, 1, 1.5])).toEqual(["0.0", "0.5", "1.0", "1.5"]);
  expect(evenly()([0, 0.25, 0.5])).toEqual(["0.00", "0.25", "0.50"]);
  expect(evenly()([0, 10, 20])).toEqual(["0", "10", "20"]);
  expect(evenly({ unit: " s" })([5, 7.5, 10])).toEqual(["5.0 s", "7.5 s", "10.0 s"]);
});

test("errors of rounding are no decimals", () => {
  expect(evenly()([0, 0.1, 0.1 + 0.2])).toEqual(["0.0", "0.1", "0.3"]);
  expect(pointTicks([0, 0.07, 0.14])).toEqual(["0", "7", "14"]);
  expect(pointTicks([0.025, 0.05])).toEqual(["2.5", "5.0"]);
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
