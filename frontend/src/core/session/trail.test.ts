import { expect, test } from "vitest";
import { openImage } from "../testing/make.ts";
import { keepTrail, trailOf } from "./trail.ts";

const image = (id: number) => openImage(id).image;
const look = (id: number) => (id === 9 ? undefined : { image: image(id), state: "done" as const });

test("the trail leads from what was visited over the current image to what comes", () => {
  const trail = trailOf([1, 2, 3], 1, [image(4)], look);
  expect(trail.map(({ image, place }) => [image.id, place])).toEqual([
    [1, "visited"],
    [2, "current"],
    [3, "visited"],
    [4, "next"],
  ]);
});

test("an image that never came is not on the trail", () => {
  expect(trailOf([1, 9], 0, [], look).map(({ image }) => image.id)).toEqual([1]);
});

test("a trail in which nothing changed stays the very same", () => {
  const before = trailOf([1, 2], 0, [image(3)], look);
  expect(keepTrail(before, trailOf([1, 2], 0, [image(3)], look))).toBe(before);
  expect(keepTrail(before, trailOf([1, 2], 1, [image(3)], look))).not.toBe(before);
});
