import { expect, test } from "vitest";
import type { Corners } from "../../api/trace-types.ts";
import * as frame from "./frame.ts";

const IMAGE = { width: 400, height: 200 };
const FIT = frame.fitInto(IMAGE, { width: 200, height: 200 });

test("the image lies in the middle of its frame, whole", () => {
  expect(FIT).toEqual({ scale: 0.5, left: 0, top: 50 });
  expect(frame.toFrame(FIT, [0, 0, 400, 200])).toEqual([0, 50, 200, 150]);
});

test("a point of the frame is one of the image, at its edge where it lies outside", () => {
  expect(frame.toImage(FIT, [100, 100], IMAGE)).toEqual([200, 100]);
  expect(frame.toImage(FIT, [500, 0], IMAGE)).toEqual([400, 0]);
});

test("a box may be drawn from any corner", () => {
  expect(frame.boxBetween([30, 5], [10, 20])).toEqual([10, 5, 30, 20]);
  expect(frame.hasArea([10, 5, 10.5, 20])).toBe(false);
  expect(frame.hasArea([10, 5, 30, 20])).toBe(true);
});

test("of boxes that overlap, the one is meant whose middle is nearest, and then the next", () => {
  const boxes: Corners[] = [
    [0, 0, 100, 100],
    [40, 40, 60, 60],
    [300, 0, 310, 10],
  ];
  expect(frame.boxesAt(boxes, [50, 52])).toEqual([0, 1]);
  expect(frame.boxesAt(boxes, [250, 20])).toEqual([]);
  expect(frame.nextAt(boxes, [50, 52], null)).toBe(0);
  expect(frame.nextAt(boxes, [50, 52], 0)).toBe(1);
  expect(frame.nextAt(boxes, [50, 52], 1)).toBe(0);
  expect(frame.nextAt(boxes, [50, 52], 2)).toBe(0);
  expect(frame.nextAt(boxes, [250, 20], 0)).toBeNull();
});

test("boxes are compared by what they share", () => {
  expect(frame.intersectionOverUnion([0, 0, 10, 10], [5, 0, 15, 10])).toBeCloseTo(1 / 3);
  expect(frame.intersectionOverUnion([0, 0, 10, 10], [20, 0, 30, 10])).toBe(0);
  expect(frame.intersectionOverUnion([0, 0, 0, 0], [0, 0, 0, 0])).toBe(0);
});

test("the cells of a level cover the padded input, in pixels of the original", () => {
  const level = { size: [7, 13], drawn: [7, 13], stride: 32 } as const;
  expect(frame.planeOf(level, [2, 4])).toEqual([0, 0, 208, 56]);
  const large = { size: [101, 200], drawn: [51, 100], stride: 8 } as const;
  expect(frame.planeOf(large, [1, 1])).toEqual([0, 0, 1600, 816]);
});
