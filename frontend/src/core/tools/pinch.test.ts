import { expect, test } from "vitest";
import { screenPoint } from "../geometry.ts";
import { pinchOf, pinchStep } from "./pinch.ts";

test("two fingers zoom by their distance and pan by their middle", () => {
  const before = pinchOf(screenPoint(0, 0), screenPoint(100, 0));
  const after = pinchOf(screenPoint(0, 10), screenPoint(200, 10));
  expect(pinchStep(before, after)).toEqual({
    dx: 50,
    dy: 10,
    factor: 2,
    centre: screenPoint(100, 10),
  });
});
