import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { intersectionOverUnion, type Rect } from "../geometry.ts";
import { findMatches } from "./matching.ts";
import { correlation, type Picture, type Plane, planeOf, resampled } from "./planes.ts";

const SIZE = { width: 160, height: 120 };

/** Red discs on a grey ground, with a blue square beside them. */
function pictureOf(discs: readonly Rect[], square?: Rect): Picture {
  const data = new Uint8ClampedArray(SIZE.width * SIZE.height * 4);
  const isIn = (rect: Rect, x: number, y: number, isRound: boolean) => {
    const right = (x + 0.5 - (rect.x1 + rect.x2) / 2) / ((rect.x2 - rect.x1) / 2);
    const down = (y + 0.5 - (rect.y1 + rect.y2) / 2) / ((rect.y2 - rect.y1) / 2);
    return isRound ? right ** 2 + down ** 2 < 1 : Math.max(Math.abs(right), Math.abs(down)) < 1;
  };
  for (let y = 0; y < SIZE.height; y++) {
    for (let x = 0; x < SIZE.width; x++) {
      const isDisc = discs.some((disc) => isIn(disc, x, y, true));
      const isSquare = square !== undefined && isIn(square, x, y, false);
      const color = isDisc ? [200, 40, 40] : isSquare ? [30, 60, 210] : [150, 150, 150];
      data.set([...color, 255], (y * SIZE.width + x) * 4);
    }
  }
  return { ...SIZE, data };
}

const disc = (x: number, y: number, side = 24): Rect => ({
  x1: x,
  y1: y,
  x2: x + side,
  y2: y + side,
});
const DISCS = [disc(10, 10), disc(60, 20), disc(110, 70), disc(20, 80, 28)];
const SQUARE: Rect = { x1: 110, y1: 10, x2: 134, y2: 34 };

describe("what looks like an example", () => {
  const picture = pictureOf(DISCS, SQUARE);
  const example = DISCS[0] as Rect;
  const found = findMatches(picture, SIZE, example);
  const likest = found.slice(0, 3);

  test("is found where it is, also a little larger, and goes before what is another thing", () => {
    for (const other of DISCS.slice(1)) {
      const best = Math.max(...likest.map((match) => intersectionOverUnion(match, other)));
      expect(best).toBeGreaterThan(0.6);
    }
    expect(likest.every((match) => intersectionOverUnion(match, SQUARE) < 0.1)).toBe(true);
  });

  test("is never the example itself, nor twice the same", () => {
    found.forEach((match, place) => {
      expect(intersectionOverUnion(match, example)).toBeLessThan(0.3);
      for (const other of found.slice(place + 1)) {
        expect(intersectionOverUnion(match, other)).toBeLessThan(0.3);
      }
    });
  });

  test("is the same each time, and in pixels of the image whatever the picture's size", () => {
    expect(findMatches(picture, SIZE, example)).toEqual(found);
    const image = { width: SIZE.width * 4, height: SIZE.height * 4 };
    const large = { x1: 40, y1: 40, x2: 136, y2: 136 };
    const [first] = findMatches(picture, image, large);
    expect(DISCS.some((it) => intersectionOverUnion(scaled(it, 4), first as Rect) > 0.6)).toBe(
      true,
    );
  });

  test("is not looked for where the example is a few pixels only", () => {
    expect(findMatches(picture, SIZE, { x1: 10, y1: 10, x2: 14, y2: 14 })).toEqual([]);
  });

  test("never lies outside the image, wherever the example is", () => {
    const anywhere = fc.tuple(fc.integer({ min: 0, max: 130 }), fc.integer({ min: 0, max: 90 }));
    fc.assert(
      fc.property(anywhere, ([x, y]) => {
        for (const match of findMatches(picture, SIZE, disc(x, y, 30))) {
          expect(Math.min(match.x1, match.y1)).toBeGreaterThanOrEqual(0);
          expect(match.x2).toBeLessThanOrEqual(SIZE.width);
          expect(match.y2).toBeLessThanOrEqual(SIZE.height);
          expect(match.likeness).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 8 },
    );
  });
});

const scaled = ({ x1, y1, x2, y2 }: Rect, by: number): Rect => ({
  x1: x1 * by,
  y1: y1 * by,
  x2: x2 * by,
  y2: y2 * by,
});

describe("correlation", () => {
  const plane: Plane = {
    ...planeOf(12, 9),
    values: Float32Array.from({ length: 108 }, (_, at) => ((at * at * 7) % 53) / 53),
  };

  test("is 1 where the template was taken from, whatever its brightness and contrast", () => {
    const template = resampled(plane, { x: 4, y: 3, width: 4, height: 3 }, 4, 3);
    const changed = { ...template, values: template.values.map((value) => 3 * value + 20) };
    const likeness = correlation(plane, changed);
    expect([likeness.width, likeness.height]).toEqual([9, 7]);
    expect(likeness.values[3 * 9 + 4]).toBeCloseTo(1, 4);
    expect(Math.max(...likeness.values)).toBeLessThan(1.0001);
  });

  test("of a template larger than the plane is nothing", () => {
    expect(correlation(plane, planeOf(20, 20)).values).toHaveLength(0);
  });
});

test("a smaller form keeps the mean", () => {
  const plane: Plane = {
    width: 6,
    height: 4,
    values: Float32Array.from({ length: 24 }, (_, at) => at),
  };
  const whole = { x: 0, y: 0, width: 6, height: 4 };
  const [mean] = resampled(plane, whole, 1, 1).values;
  expect(mean).toBeCloseTo(11.5, 4);
  expect(resampled(plane, whole, 6, 4).values).toEqual(plane.values);
});
