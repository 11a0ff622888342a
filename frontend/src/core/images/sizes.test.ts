import fc from "fast-check";
import { expect, test } from "vitest";
import { fit, zoomAt } from "../viewport.ts";
import { pixelsOf, previewSize, scaled, viewSize } from "./sizes.ts";

const HOST = { width: 1100, height: 850 };

test("a fitted image is worth the pixels of the window", () => {
  const image = { width: 8000, height: 6000 };
  const size = viewSize(image, fit(image, HOST), 1);
  expect(size.width).toBeLessThanOrEqual(HOST.width);
  expect(size.height).toBeLessThanOrEqual(HOST.height);
  expect(size.width).toBeGreaterThan(1000);
});

test("a fine screen is worth more of them", () => {
  const image = { width: 8000, height: 6000 };
  const [coarse, fine] = [1, 2].map((ratio) => viewSize(image, fit(image, HOST), ratio));
  expect(fine?.width).toBe((coarse?.width ?? 0) * 2);
});

test("a close view that goes with the person is worth every pixel, while that is a screenful", () => {
  const image = { width: 3000, height: 2000 };
  const close = zoomAt(fit(image, HOST), { x: 0, y: 0 } as never, 100, image);
  expect(viewSize(image, close, 1)).toEqual(image);
});

test("never more than the image has, never more than a screenful, in its shape", () => {
  const side = fc.integer({ min: 1, max: 30_000 });
  const scale = fc.double({ min: 0.0005, max: 64, noNaN: true });
  fc.assert(
    fc.property(side, side, scale, fc.constantFrom(1, 2), (width, height, factor, ratio) => {
      const image = { width, height };
      const size = viewSize(image, { ...fit(image, HOST), scale: factor }, ratio);
      expect(size.width).toBeLessThanOrEqual(width);
      expect(size.height).toBeLessThanOrEqual(height);
      expect(pixelsOf(size)).toBeLessThanOrEqual(9_000_000);
      expect(Math.min(size.width, size.height)).toBeGreaterThanOrEqual(1);
    }),
  );
});

test("a preview is as large as the server makes it", () => {
  expect(previewSize({ width: 8000, height: 6000 })).toEqual({ width: 1600, height: 1200 });
  expect(previewSize({ width: 800, height: 600 })).toEqual({ width: 800, height: 600 });
  expect(scaled({ width: 10, height: 3000 }, 0.01)).toEqual({ width: 1, height: 30 });
});
