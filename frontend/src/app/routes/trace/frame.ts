/** Where the image lies in its frame, and what lies at a point of it. */

import type { Corners, InputStage, Level } from "../../api/trace-types.ts";

export interface Size {
  readonly width: number;
  readonly height: number;
}

export type Point = readonly [x: number, y: number];

/** Screen pixels per image pixel, and where the image begins in the frame. */
export interface Fit {
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

/** As large as goes, in the middle. */
export function fitInto(image: Size, frame: Size): Fit {
  const scale = Math.min(frame.width / image.width, frame.height / image.height);
  return {
    scale,
    left: (frame.width - image.width * scale) / 2,
    top: (frame.height - image.height * scale) / 2,
  };
}

export const toFrame = ({ scale, left, top }: Fit, [x1, y1, x2, y2]: Corners): Corners => [
  left + x1 * scale,
  top + y1 * scale,
  left + x2 * scale,
  top + y2 * scale,
];

export function toImage({ scale, left, top }: Fit, [x, y]: Point, image: Size): Point {
  const within = (value: number, most: number) => Math.min(Math.max(value, 0), most);
  return [within((x - left) / scale, image.width), within((y - top) / scale, image.height)];
}

/** The box with these opposite corners, in whatever order. */
export const boxBetween = ([xa, ya]: Point, [xb, yb]: Point): Corners => [
  Math.min(xa, xb),
  Math.min(ya, yb),
  Math.max(xa, xb),
  Math.max(ya, yb),
];

export const areaOf = ([x1, y1, x2, y2]: Corners): number =>
  Math.max(0, x2 - x1) * Math.max(0, y2 - y1);

export const hasArea = ([x1, y1, x2, y2]: Corners): boolean => x2 - x1 >= 1 && y2 - y1 >= 1;

export const centreOf = ([x1, y1, x2, y2]: Corners): Point => [(x1 + x2) / 2, (y1 + y2) / 2];

const holds = ([x1, y1, x2, y2]: Corners, [x, y]: Point): boolean =>
  x >= x1 && x <= x2 && y >= y1 && y <= y2;

/**
 * All boxes around a point, by how near their middle is, in box sizes: of many that overlap the one
 * that is meant. The places of the boxes in the list.
 */
export function boxesAt(boxes: readonly Corners[], at: Point): number[] {
  const distance = (box: Corners) => {
    const [x, y] = centreOf(box);
    return Math.hypot(x - at[0], y - at[1]) / Math.sqrt(areaOf(box) || 1);
  };
  return boxes
    .flatMap((box, place) => (holds(box, at) ? [{ place, distance: distance(box) }] : []))
    .sort((a, b) => a.distance - b.distance)
    .map(({ place }) => place);
}

/** The one at the point; at a further click the next one underneath. Null where there is none. */
export function nextAt(boxes: readonly Corners[], at: Point, current: number | null) {
  const found = boxesAt(boxes, at);
  const place = current === null ? -1 : found.indexOf(current);
  return found[(place + 1) % found.length] ?? null;
}

export function intersectionOverUnion(a: Corners, b: Corners): number {
  const shared = areaOf([
    Math.max(a[0], b[0]),
    Math.max(a[1], b[1]),
    Math.min(a[2], b[2]),
    Math.min(a[3], b[3]),
  ]);
  const together = areaOf(a) + areaOf(b) - shared;
  return together > 0 ? shared / together : 0;
}

/**
 * What the cells of a level cover, in pixels of the original. It reaches beyond the image: the network's
 * input is padded to whole cells.
 */
export function planeOf(
  { size, drawn: [height, width], stride }: Pick<Level, "size" | "drawn" | "stride">,
  [right, down]: InputStage["scale"],
): Corners {
  // Large maps are drawn with fewer cells, each for as many as this on a side.
  const side = Math.ceil(size[1] / width) * stride;
  return [0, 0, (width * side) / right, (height * side) / down];
}
