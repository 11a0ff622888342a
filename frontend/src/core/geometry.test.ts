import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  areaOf,
  boxBetween,
  clampRect,
  HANDLES,
  heightOf,
  imagePoint,
  intersectionOverUnion,
  MIN_SIDE,
  moveInside,
  resizeByHandle,
  roundRect,
  widthOf,
} from "./geometry.ts";
import { IMAGE, rectInside } from "./testing/make.ts";

const RECT = { x1: 100, y1: 100, x2: 200, y2: 150 };
const far = fc.double({ min: -2000, max: 2000, noNaN: true });

const isInside = ({ x1, y1, x2, y2 }: typeof RECT) =>
  x1 >= 0 && y1 >= 0 && x2 <= IMAGE.width && y2 <= IMAGE.height;

describe("a box between two corners", () => {
  test("is the same from whichever corner it was drawn", () => {
    const corners = [imagePoint(5, 9), imagePoint(1, 30)] as const;
    expect(boxBetween(corners[0], corners[1])).toEqual({ x1: 1, y1: 9, x2: 5, y2: 30 });
    expect(boxBetween(corners[1], corners[0])).toEqual({ x1: 1, y1: 9, x2: 5, y2: 30 });
  });
});

describe("clamping", () => {
  test("cuts what lies outside", () => {
    const outside = { x1: -5, y1: -5, x2: 700, y2: 20 };
    expect(clampRect(outside, IMAGE)).toEqual({ x1: 0, y1: 0, x2: 640, y2: 20 });
  });

  test("leaves nothing of a box beyond the border", () => {
    expect(clampRect({ x1: 640, y1: 0, x2: 700, y2: 20 }, IMAGE)).toBeNull();
    expect(clampRect({ x1: -50, y1: 0, x2: 0.5, y2: 20 }, IMAGE)).toBeNull();
  });

  test("gives a box inside the image, or none", () => {
    fc.assert(
      fc.property(far, far, far, far, (xa, ya, xb, yb) => {
        const rect = clampRect(boxBetween(imagePoint(xa, ya), imagePoint(xb, yb)), IMAGE);
        expect(rect === null || (isInside(rect) && widthOf(rect) >= MIN_SIDE)).toBe(true);
      }),
    );
  });
});

describe("moving", () => {
  test("stops at the border and keeps the size", () => {
    fc.assert(
      fc.property(rectInside(IMAGE), far, far, (rect, dx, dy) => {
        const moved = moveInside(rect, dx, dy, IMAGE);
        expect(isInside(moved)).toBe(true);
        expect(widthOf(moved)).toBeCloseTo(widthOf(rect), 9);
        expect(heightOf(moved)).toBeCloseTo(heightOf(rect), 9);
      }),
    );
  });
});

describe("resizing", () => {
  test("moves only the sides of the handle", () => {
    expect(resizeByHandle(RECT, "e", 10, 99)).toEqual({ ...RECT, x2: 210 });
    expect(resizeByHandle(RECT, "nw", -10, 5)).toEqual({ ...RECT, x1: 90, y1: 105 });
  });

  test("turns the box over instead of making it negative", () => {
    expect(resizeByHandle(RECT, "w", 150, 0)).toEqual({ ...RECT, x1: 200, x2: 250 });
  });

  test("never gives a negative side", () => {
    fc.assert(
      fc.property(
        rectInside(IMAGE),
        fc.constantFrom(...HANDLES),
        far,
        far,
        (rect, handle, dx, dy) => {
          const resized = resizeByHandle(rect, handle, dx, dy);
          expect(widthOf(resized)).toBeGreaterThanOrEqual(0);
          expect(heightOf(resized)).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  test("keeps the proportions when asked", () => {
    const resized = resizeByHandle(RECT, "se", 50, 3, { keepRatio: true });
    expect(widthOf(resized) / heightOf(resized)).toBeCloseTo(2, 9);
    expect(resized).toMatchObject({ x1: 100, y1: 100, x2: 250 });
  });

  test("stays centred when asked", () => {
    const resized = resizeByHandle(RECT, "se", 10, 5, { fromCentre: true });
    expect(resized).toEqual({ x1: 90, y1: 95, x2: 210, y2: 155 });
  });
});

describe("intersection over union", () => {
  test("is one with itself and zero apart", () => {
    expect(intersectionOverUnion(RECT, RECT)).toBe(1);
    expect(intersectionOverUnion(RECT, { x1: 200, y1: 100, x2: 300, y2: 150 })).toBe(0);
  });

  test("is symmetric and at most one", () => {
    fc.assert(
      fc.property(rectInside(IMAGE), rectInside(IMAGE), (a, b) => {
        const overlap = intersectionOverUnion(a, b);
        expect(overlap).toBeCloseTo(intersectionOverUnion(b, a), 9);
        expect(overlap).toBeLessThanOrEqual(1 + 1e-9);
        expect(areaOf(a)).toBeGreaterThan(0);
      }),
    );
  });
});

test("rounding is to a hundredth and happens once", () => {
  const rounded = roundRect({ x1: 1.23456, y1: 2.005, x2: 9.999, y2: 10 });
  expect(rounded).toEqual({ x1: 1.23, y1: 2.01, x2: 10, y2: 10 });
  expect(roundRect(rounded)).toEqual(rounded);
});
