import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Spread } from "../document.ts";
import { intersectionOverUnion, type Rect } from "../geometry.ts";
import { IMAGE, rectInside } from "../testing/make.ts";
import { expectedOverlap, isGoodEnough, toleranceBand } from "./tolerance.ts";

const RECT: Rect = { x1: 100, y1: 100, x2: 200, y2: 180 };
const anySpread = fc
  .array(fc.double({ min: 0, max: 60, noNaN: true }), { minLength: 4, maxLength: 4 })
  .map((sides) => sides as unknown as Spread);

describe("the overlap that can be expected", () => {
  test("is whole where the model has no doubt", () => {
    expect(expectedOverlap(RECT, [0, 0, 0, 0])).toBe(1);
  });

  test("is about what normally distributed edges give", () => {
    const spread: Spread = [6, 3, 4, 5];
    let seed = 7;
    const uniform = () => {
      seed = (seed * 16807) % 2147483647;
      return seed / 2147483647;
    };
    const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    let sum = 0;
    for (let draw = 0; draw < 4000; draw++) {
      const truth = {
        x1: RECT.x1 + spread[0] * normal(),
        y1: RECT.y1 + spread[1] * normal(),
        x2: RECT.x2 + spread[2] * normal(),
        y2: RECT.y2 + spread[3] * normal(),
      };
      sum += intersectionOverUnion(RECT, truth);
    }
    expect(expectedOverlap(RECT, spread)).toBeCloseTo(sum / 4000, 1);
  });

  test("lies between 0 and 1, and falls with every doubt", () => {
    fc.assert(
      fc.property(rectInside(IMAGE), anySpread, fc.nat(3), (rect, spread, side) => {
        const wider = spread.map((value, at) => (at === side ? value + 1 : value));
        const overlap = expectedOverlap(rect, spread);
        expect(overlap).toBeGreaterThanOrEqual(0);
        expect(overlap).toBeLessThanOrEqual(1);
        expect(expectedOverlap(rect, wider as unknown as Spread)).toBeLessThanOrEqual(overlap);
      }),
    );
  });
});

describe("a suggestion is good enough", () => {
  const seen = (probability: number | null, spread: Spread | null) => ({
    ...RECT,
    probability,
    spread,
  });

  test("when it is likely right and its edges are sure", () => {
    expect(isGoodEnough(seen(0.95, [2, 2, 2, 2]), 0.75)).toBe(true);
    expect(isGoodEnough(seen(0.95, [12, 12, 12, 12]), 0.75)).toBe(false);
    expect(isGoodEnough(seen(0.7, [0, 0, 0, 0]), 0.75)).toBe(false);
  });

  test("never where nobody measured the model's doubts", () => {
    expect(isGoodEnough(seen(null, [0, 0, 0, 0]), 0.5)).toBe(false);
    expect(isGoodEnough(seen(1, null), 0.5)).toBe(false);
  });
});

test("a box at either end of the band overlaps as much as the tolerance asks for", () => {
  fc.assert(
    fc.property(
      rectInside(IMAGE),
      fc.double({ min: 0.5, max: 1, noNaN: true }),
      (rect, tolerance) => {
        const { inner, outer } = toleranceBand(rect, tolerance);
        expect(intersectionOverUnion(rect, inner)).toBeCloseTo(tolerance, 6);
        expect(intersectionOverUnion(rect, outer)).toBeCloseTo(tolerance, 6);
      },
    ),
  );
});
