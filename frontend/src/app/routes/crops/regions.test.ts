import { expect, test } from "vitest";
import type { CropImage } from "../../api/types.ts";
import { boxIn, type Corners, regionOf, sourceOf } from "./regions.ts";

const image = (width: number, height: number): CropImage => ({
  id: 1,
  file_name: "a.png",
  width,
  height,
  file: "file",
  thumbnail: "thumbnail",
  preview: "preview",
});

const source = (box: Corners, of: CropImage) => sourceOf(regionOf(box, of), of);

test("a crop shows its box in the middle, with what lies around it", () => {
  const box: Corners = [400, 300, 500, 400];
  const place = boxIn(box, regionOf(box, image(1000, 800)));
  expect(place.left).toBeCloseTo(place.top);
  expect(place.left).toBeCloseTo(1 - place.left - place.width);
  expect(place.width).toBeLessThan(0.7);
});

test("at the edge of the image the crop moves inside", () => {
  const region = regionOf([0, 700, 100, 800], image(1000, 800));
  expect(region.x).toBe(0);
  expect(region.y + region.side).toBe(800);
});

test("a box as large as the image is shown whole", () => {
  const place = boxIn([0, 0, 200, 100], regionOf([0, 0, 200, 100], image(200, 100)));
  for (const edge of [place.left, place.top]) expect(edge).toBeGreaterThanOrEqual(0);
  expect(place.left + place.width).toBeLessThanOrEqual(1);
  expect(place.top + place.height).toBeLessThanOrEqual(1);
});

test("large boxes come from the thumbnail, usual ones from the preview, tiny ones from the picture", () => {
  expect(source([0, 0, 2000, 1500], image(4000, 3000))).toBe("thumbnail");
  expect(source([0, 0, 300, 300], image(4000, 3000))).toBe("preview");
  expect(source([0, 0, 40, 40], image(4000, 3000))).toBe("file");
});

test("a small image never needs more than its thumbnail", () => {
  expect(source([0, 0, 20, 20], image(300, 200))).toBe("thumbnail");
});
