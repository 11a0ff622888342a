import { expect, test } from "vitest";
import { colorAt, cssColorAt, pixelsOf } from "./colors.ts";

/** Relative luminance of WCAG 2. */
function luminance(rgb: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = rgb.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

test("more is lighter, all the way", () => {
  const steps = Array.from({ length: 101 }, (_, step) => luminance(colorAt(step / 100)));
  expect(steps).toEqual([...steps].sort((a, b) => a - b));
});

test("the ends are those of viridis, and nothing lies beyond them", () => {
  expect(colorAt(0)).toEqual([68, 1, 84]);
  expect(colorAt(1)).toEqual([253, 231, 37]);
  expect(colorAt(-1)).toEqual(colorAt(0));
  expect(colorAt(7)).toEqual(colorAt(1));
  expect(cssColorAt(0.5)).toBe("rgb(33 145 140)");
});

test("a map becomes opaque pixels", () => {
  expect([...pixelsOf({ values: Uint8Array.of(0, 255) })]).toEqual([
    68, 1, 84, 255, 253, 231, 37, 255,
  ]);
});
