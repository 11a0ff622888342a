import { describe, expect, test } from "vitest";
import { type Bar, greatest, namedEvery, shown, ticksOf } from "./bars.ts";

const bars = (amount: number, name = "12"): Bar[] =>
  Array.from({ length: amount }, (_, key) => ({ key, name, values: [key] }));

describe("the scale", () => {
  test("has round steps and reaches the greatest value", () => {
    expect(ticksOf(100)).toEqual([0, 50, 100]);
    expect(ticksOf(7)).toEqual([0, 3, 6, 9]);
    expect(ticksOf(1_000_000)).toEqual([0, 500_000, 1_000_000]);
  });

  test("counts in whole numbers, and shares in parts", () => {
    expect(ticksOf(2)).toEqual([0, 1, 2]);
    expect(ticksOf(1, false)).toEqual([0, 0.5, 1]);
  });

  test("is there where nothing is", () => {
    expect(ticksOf(0)).toEqual([0, 1]);
    expect(ticksOf(Number.NaN)).toEqual([0, 1]);
  });
});

test("a few names stand below all bars, many below some", () => {
  expect(namedEvery(bars(10), 52)).toBe(1);
  expect(namedEvery(bars(80, "a long category"), 110)).toBeGreaterThan(5);
  expect(namedEvery([], 52)).toBe(1);
});

test("what is unknown is a dash and no length", () => {
  expect(shown(null, String)).toBe("–");
  expect(greatest([{ key: 1, name: "a", values: [null, 3] }])).toBe(3);
  expect(greatest([])).toBe(0);
});
