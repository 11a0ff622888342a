/** Which part of which picture a crop shows. */

import type { CropImage } from "../../api/types.ts";

/** A square in pixels of the upright image; it may reach over the edge of a narrow image. */
export type Region = { readonly x: number; readonly y: number; readonly side: number };

export type Corners = readonly [x1: number, y1: number, x2: number, y2: number];

/** How much wider than the box: what lies around it says whether it is one. */
const CONTEXT = 1.7;
const LEAST_SIDE = 24;

/** Cells are drawn in at most so many pixels a side. */
export const CUT_SIDE = 320;
/** A rendition is sharp enough when it has so many pixels for the side of a crop. */
const ENOUGH = 150;
const BARELY = 56;
const THUMBNAIL_SIDE = 320;
const PREVIEW_SIDE = 1600;

/** The square around a box, moved into the image as far as it goes. */
export function regionOf([x1, y1, x2, y2]: Corners, { width, height }: CropImage): Region {
  const side = Math.max(Math.max(x2 - x1, y2 - y1) * CONTEXT, LEAST_SIDE);
  return {
    x: moved((x1 + x2 - side) / 2, side, width),
    y: moved((y1 + y2 - side) / 2, side, height),
    side,
  };
}

/** Inside 0 to size; in the middle where the square is larger. */
function moved(start: number, side: number, size: number): number {
  if (side >= size) return (size - side) / 2;
  return Math.min(Math.max(start, 0), size - side);
}

/** Where the box lies in its region: shares of the side, 0 to 1. */
export function boxIn([x1, y1, x2, y2]: Corners, { x, y, side }: Region) {
  return {
    left: (x1 - x) / side,
    top: (y1 - y) / side,
    width: (x2 - x1) / side,
    height: (y2 - y1) / side,
  };
}

/** The lightest rendition in which the region is still sharp; the picture itself only for tiny boxes. */
export function sourceOf({ side }: Region, image: CropImage): string {
  const longest = Math.max(image.width, image.height);
  const pixelsIn = (most: number) => side * Math.min(1, most / longest);
  if (pixelsIn(THUMBNAIL_SIDE) >= Math.min(ENOUGH, side)) return image.thumbnail;
  if (pixelsIn(PREVIEW_SIDE) >= Math.min(BARELY, side)) return image.preview;
  return image.file;
}
