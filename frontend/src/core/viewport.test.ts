import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { imagePoint, type Rect, screenPoint } from "./geometry.ts";
import { IMAGE } from "./testing/make.ts";
import {
  fit,
  MAX_SCALE,
  panBy,
  resizeHost,
  reveal,
  toImage,
  toScreen,
  type Viewport,
  viewForNext,
  zoomAt,
  zoomTo,
} from "./viewport.ts";

const HOST = { width: 1000, height: 700 };
const FITTED = fit(IMAGE, HOST);
const inHost = fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 700 }));

test("the two spaces lead back to each other", () => {
  fc.assert(
    fc.property(inHost, fc.double({ min: 0.1, max: 10, noNaN: true }), ([x, y], factor) => {
      const view = zoomAt(FITTED, screenPoint(500, 350), factor, IMAGE);
      const there = toScreen(toImage(screenPoint(x, y), view), view);
      expect(there.x).toBeCloseTo(x, 6);
      expect(there.y).toBeCloseTo(y, 6);
    }),
  );
});

describe("fitting", () => {
  test("shows the whole image, centred", () => {
    const from = toScreen(imagePoint(0, 0), FITTED);
    const to = toScreen(imagePoint(IMAGE.width, IMAGE.height), FITTED);
    expect(from.y).toBeCloseTo(24, 6);
    expect(from.x + to.x).toBeCloseTo(HOST.width, 6);
    expect(from.y + to.y).toBeCloseTo(HOST.height, 6);
  });

  test("does not blow up a stamp to the size of the window", () => {
    expect(fit({ width: 16, height: 16 }, HOST).scale).toBe(4);
  });
});

describe("zooming", () => {
  test("keeps the image point under the pointer", () => {
    const onImage = fc.tuple(
      fc.double({ min: 50, max: 590, noNaN: true }),
      fc.double({ min: 50, max: 430, noNaN: true }),
    );
    fc.assert(
      fc.property(onImage, fc.double({ min: 0.5, max: 8, noNaN: true }), ([x, y], factor) => {
        const at = toScreen(imagePoint(x, y), FITTED);
        const there = toImage(at, zoomAt(FITTED, at, factor, IMAGE));
        expect(there.x).toBeCloseTo(x, 6);
        expect(there.y).toBeCloseTo(y, 6);
      }),
    );
  });

  test("ends at the limits", () => {
    expect(zoomAt(FITTED, screenPoint(500, 350), 1e6, IMAGE).scale).toBe(MAX_SCALE);
    expect(zoomAt(FITTED, screenPoint(500, 350), 1e-6, IMAGE).scale).toBeCloseTo(32 / 640, 9);
  });

  test("to a box puts it in the middle", () => {
    const view = zoomTo({ x1: 100, y1: 100, x2: 200, y2: 200 }, IMAGE, HOST);
    const middle = toScreen(imagePoint(150, 150), view);
    expect(middle.x).toBeCloseTo(500, 6);
    expect(middle.y).toBeCloseTo(350, 6);
  });
});

test("panning never loses the image", () => {
  const far = fc.integer({ min: -1e5, max: 1e5 });
  fc.assert(
    fc.property(far, far, (dx, dy) => {
      const view = panBy(FITTED, dx, dy, IMAGE);
      const from = toScreen(imagePoint(0, 0), view);
      const to = toScreen(imagePoint(IMAGE.width, IMAGE.height), view);
      expect(to.x).toBeGreaterThanOrEqual(48 - 1e-6);
      expect(from.x).toBeLessThanOrEqual(HOST.width - 48 + 1e-6);
      expect(to.y).toBeGreaterThanOrEqual(48 - 1e-6);
      expect(from.y).toBeLessThanOrEqual(HOST.height - 48 + 1e-6);
    }),
  );
});

test("what was in the middle stays there when the window grows", () => {
  const view = zoomAt(FITTED, screenPoint(500, 350), 4, IMAGE);
  const before = toImage(screenPoint(500, 350), view);
  const after = toImage(
    screenPoint(600, 400),
    resizeHost(view, { width: 1200, height: 800 }, IMAGE),
  );
  expect(after.x).toBeCloseTo(before.x, 6);
  expect(after.y).toBeCloseTo(before.y, 6);
});

test("the next image of the same size is seen the same way, any other is fitted", () => {
  const view = zoomAt(FITTED, screenPoint(10, 10), 3, IMAGE);
  const other = { width: 300, height: 900 };
  expect(viewForNext(view, IMAGE, { ...IMAGE })).toBe(view);
  expect(viewForNext(view, IMAGE, other)).toEqual(fit(other, HOST));
});

describe("revealing a box", () => {
  const near = zoomAt(FITTED, screenPoint(0, 0), 8, IMAGE);
  const onScreen = (rect: Rect, view: Viewport) => ({
    from: toScreen(imagePoint(rect.x1, rect.y1), view),
    to: toScreen(imagePoint(rect.x2, rect.y2), view),
  });

  test("moves nothing when all of it is in sight", () => {
    expect(reveal(FITTED, { x1: 20, y1: 20, x2: 60, y2: 60 }, IMAGE)).toBe(FITTED);
  });

  test("brings all of it into sight, wherever it was", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 600 }),
        fc.integer({ min: 10, max: 440 }),
        (x1, y1) => {
          const rect = { x1, y1, x2: x1 + 20, y2: y1 + 20 };
          const { from, to } = onScreen(rect, reveal(near, rect, IMAGE));
          expect(from.x).toBeGreaterThanOrEqual(0);
          expect(from.y).toBeGreaterThanOrEqual(0);
          expect(to.x).toBeLessThanOrEqual(HOST.width);
          expect(to.y).toBeLessThanOrEqual(HOST.height);
        },
      ),
    );
  });

  test("shows the middle of one that is larger than the window", () => {
    const rect = { x1: 300, y1: 200, x2: 600, y2: 450 };
    const { from, to } = onScreen(rect, reveal(near, rect, IMAGE));
    expect((from.x + to.x) / 2).toBeCloseTo(500, 6);
  });
});
