import { expect, test } from "vitest";
import type { Figure } from "../../../api/types.ts";
import { interval, intervalWords, signed, signedInterval, trendOf } from "./measures.ts";

const figure = (value: number, low: number, high: number): Figure => ({ value, low, high });

test("a figure is told with what holds it", () => {
  expect(interval(figure(0.612, 0.55, 0.671))).toBe("55.0–67.1");
  expect(interval(figure(30, 28.24, 33), "seconds")).toBe("28.2–33.0");
});

test("a difference has its sign, unless it rounds to nothing", () => {
  expect(signed(0.021, "points")).toBe("+2.1");
  expect(signed(-0.004, "points")).toBe("−0.4");
  expect(signed(-0.0001, "points")).toBe("±0.0");
  expect(signed(-1200, "errors")).toBe("−1,200.0");
  expect(signedInterval(figure(0.02, -0.01, 0.05), "points")).toBe("−1.0 to +5.0");
});

test("a difference that may be none is called none, and fewer seconds are better", () => {
  expect(trendOf({ difference: figure(0.02, 0.01, 0.05) })).toBe("better");
  expect(trendOf({ difference: figure(0.02, 0.01, 0.05) }, true)).toBe("worse");
  expect(trendOf({ difference: figure(-3, -5, -1) }, true)).toBe("better");
  expect(trendOf({ difference: figure(0.02, 0, 0.05) })).toBe("unclear");
  expect(trendOf({ difference: null })).toBe("unclear");
});

test("few images give no interval that says much", () => {
  expect(intervalWords(1, 500)).toBe("With 1 image no interval says much.");
  expect(intervalWords(40, 500)).toContain("40 images anew 500 times");
});
