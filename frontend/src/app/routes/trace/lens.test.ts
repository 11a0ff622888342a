import { expect, test } from "vitest";
import { toFrame, toImage } from "./frame.ts";
import * as lens from "./lens.ts";

const IMAGE = { width: 400, height: 200 };
const FRAME = { width: 200, height: 200 };
const WHOLE = lens.wholeOf(IMAGE);

test("at first the whole picture is seen, in the middle", () => {
  expect(lens.fitThrough(WHOLE, IMAGE, FRAME)).toEqual({ scale: 0.5, left: 0, top: 50 });
});

test("what lies under the pointer stays there", () => {
  const pointer = [150, 120] as const;
  const at = toImage(lens.fitThrough(WHOLE, IMAGE, FRAME), pointer, IMAGE);
  const closer = lens.zoomed(WHOLE, 3, IMAGE, at);
  const [x, y] = toImage(lens.fitThrough(closer, IMAGE, FRAME), pointer, IMAGE);
  expect([x, y]).toEqual([expect.closeTo(at[0]), expect.closeTo(at[1])]);
  expect(lens.zoomed(closer, 1 / 3, IMAGE, at)).toEqual(WHOLE);
});

test("nobody zooms out of the picture, nor further in than a few pixels", () => {
  expect(lens.zoomed(WHOLE, 0.1, IMAGE)).toEqual(WHOLE);
  expect(lens.zoomed(WHOLE, 1e6, IMAGE).zoom).toBeCloseTo(400 / 12);
  expect(lens.zoomed(lens.wholeOf({ width: 4, height: 4 }), 2, { width: 4, height: 4 }).zoom).toBe(
    1,
  );
});

test("the picture is moved as far as its edge", () => {
  const closer = lens.zoomed(WHOLE, 2, IMAGE);
  expect(lens.moved(closer, [40, 0], IMAGE).middle).toEqual([160, 100]);
  expect(lens.moved(closer, [999, -999], IMAGE).middle).toEqual([100, 150]);
  expect(lens.moved(WHOLE, [40, 40], IMAGE)).toEqual(WHOLE);
});

test("a box that is looked at is seen whole, and in the middle", () => {
  const fit = lens.fitThrough(lens.closeTo([300, 80, 320, 100], IMAGE), IMAGE, FRAME);
  const [x1, y1, x2, y2] = toFrame(fit, [300, 80, 320, 100]);
  expect([(x1 + x2) / 2, (y1 + y2) / 2]).toEqual([expect.closeTo(100), expect.closeTo(100)]);
  expect(y2 - y1).toBeCloseTo(60);
});
