/**
 * Rectangles and points, as pure functions.
 *
 * Image space is pixels of the upright image: x right, y down, the right and lower edge exclusive.
 * Screen space is CSS pixels of the editor's host element. Knows nothing of boxes, categories or the
 * page.
 */

/** `space` keeps points on the image and points on the screen from being mixed up. */
export type ImagePoint = { readonly space: "image"; readonly x: number; readonly y: number };
export type ScreenPoint = { readonly space: "screen"; readonly x: number; readonly y: number };

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A rectangle in image space; `x1 < x2` and `y1 < y2` unless said otherwise. */
export interface Rect {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** The eight places by which a box is resized, clockwise from the upper left. */
export const HANDLES = ["nw", "n", "ne", "e", "se", "s", "sw", "w"] as const;
export type Handle = (typeof HANDLES)[number];

export interface ResizeOptions {
  readonly keepRatio?: boolean;
  readonly fromCentre?: boolean;
}

/** Sides below this many image pixels are a slip of the hand, not an object. */
export const MIN_SIDE = 1;

export const imagePoint = (x: number, y: number): ImagePoint => ({ space: "image", x, y });
export const screenPoint = (x: number, y: number): ScreenPoint => ({ space: "screen", x, y });

export const clamp = (value: number, low: number, high: number): number =>
  Math.min(Math.max(value, low), Math.max(low, high));

export const widthOf = (rect: Rect): number => rect.x2 - rect.x1;
export const heightOf = (rect: Rect): number => rect.y2 - rect.y1;
export const areaOf = (rect: Rect): number => widthOf(rect) * heightOf(rect);

export const rectOf = ({ x1, y1, x2, y2 }: Rect): Rect => ({ x1, y1, x2, y2 });

export const sameRect = (a: Rect, b: Rect): boolean =>
  a.x1 === b.x1 && a.y1 === b.y1 && a.x2 === b.x2 && a.y2 === b.y2;

/** The rectangle with these two opposite corners, in whatever order they were set. */
export const boxBetween = (a: ImagePoint, b: ImagePoint): Rect => normalise(a.x, a.y, b.x, b.y);

function normalise(xa: number, ya: number, xb: number, yb: number): Rect {
  return {
    x1: Math.min(xa, xb),
    y1: Math.min(ya, yb),
    x2: Math.max(xa, xb),
    y2: Math.max(ya, yb),
  };
}

export const contains = (rect: Rect, at: ImagePoint): boolean =>
  at.x >= rect.x1 && at.x < rect.x2 && at.y >= rect.y1 && at.y < rect.y2;

export const intersects = (a: Rect, b: Rect): boolean =>
  a.x1 < b.x2 && b.x1 < a.x2 && a.y1 < b.y2 && b.y1 < a.y2;

/** The part inside the image; null when less than `MIN_SIDE` of it is left in either direction. */
export function clampRect(rect: Rect, image: Size): Rect | null {
  const inside = {
    x1: clamp(rect.x1, 0, image.width),
    y1: clamp(rect.y1, 0, image.height),
    x2: clamp(rect.x2, 0, image.width),
    y2: clamp(rect.y2, 0, image.height),
  };
  return isLargeEnough(inside) ? inside : null;
}

const isLargeEnough = (rect: Rect): boolean =>
  widthOf(rect) >= MIN_SIDE && heightOf(rect) >= MIN_SIDE;

/** Moved as far as asked, or as far as the image goes; the size stays. */
export function moveInside(rect: Rect, dx: number, dy: number, image: Size): Rect {
  const right = clamp(dx, -rect.x1, image.width - rect.x2);
  const down = clamp(dy, -rect.y1, image.height - rect.y2);
  // x2 + (width - x2) is not always width: the last bit could lie outside.
  return {
    x1: Math.max(rect.x1 + right, 0),
    y1: Math.max(rect.y1 + down, 0),
    x2: Math.min(rect.x2 + right, image.width),
    y2: Math.min(rect.y2 + down, image.height),
  };
}

/** The smallest rectangle around all of them; null for none. */
export function boundsOf(rects: Iterable<Rect>): Rect | null {
  let bounds: Rect | null = null;
  for (const rect of rects) {
    bounds = bounds === null ? rectOf(rect) : union(bounds, rect);
  }
  return bounds;
}

const union = (a: Rect, b: Rect): Rect => ({
  x1: Math.min(a.x1, b.x1),
  y1: Math.min(a.y1, b.y1),
  x2: Math.max(a.x2, b.x2),
  y2: Math.max(a.y2, b.y2),
});

/** Area of the intersection over area of the union, 0 to 1. */
export function intersectionOverUnion(a: Rect, b: Rect): number {
  const width = Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1);
  const height = Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1);
  if (width <= 0 || height <= 0) return 0;

  const shared = width * height;
  return shared / (areaOf(a) + areaOf(b) - shared);
}

/** Where a handle sits on the rectangle. */
export function handlePoint(rect: Rect, handle: Handle): ImagePoint {
  const x = handle.includes("w") ? rect.x1 : handle.includes("e") ? rect.x2 : centreX(rect);
  const y = handle.includes("n") ? rect.y1 : handle.includes("s") ? rect.y2 : centreY(rect);
  return imagePoint(x, y);
}

const centreX = (rect: Rect): number => (rect.x1 + rect.x2) / 2;
const centreY = (rect: Rect): number => (rect.y1 + rect.y2) / 2;
export const centreOf = (rect: Rect): ImagePoint => imagePoint(centreX(rect), centreY(rect));

/**
 * The rectangle after its handle was moved by `dx`, `dy`. Pulling a side past the opposite one turns
 * the rectangle over instead of making it negative.
 */
export function resizeByHandle(
  rect: Rect,
  handle: Handle,
  dx: number,
  dy: number,
  options: ResizeOptions = {},
): Rect {
  const [right, down] = options.keepRatio ? alongDiagonal(rect, handle, dx, dy) : [dx, dy];
  const mirror = options.fromCentre ? 1 : 0;
  const west = handle.includes("w") ? right : handle.includes("e") ? -right * mirror : 0;
  const east = handle.includes("e") ? right : handle.includes("w") ? -right * mirror : 0;
  const north = handle.includes("n") ? down : handle.includes("s") ? -down * mirror : 0;
  const south = handle.includes("s") ? down : handle.includes("n") ? -down * mirror : 0;
  return normalise(rect.x1 + west, rect.y1 + north, rect.x2 + east, rect.y2 + south);
}

/** A corner's movement bent onto the diagonal, so that width over height stays; sides stay free. */
function alongDiagonal(
  rect: Rect,
  handle: Handle,
  dx: number,
  dy: number,
): readonly [number, number] {
  if (handle.length === 1) return [dx, dy];

  const signX = handle.includes("e") ? 1 : -1;
  const signY = handle.includes("s") ? 1 : -1;
  const growth = Math.max((signX * dx) / widthOf(rect), (signY * dy) / heightOf(rect));
  return [signX * growth * widthOf(rect), signY * growth * heightOf(rect)];
}

const toHundredth = (value: number): number => Math.round(value * 100) / 100;

/**
 * Rounded to a hundredth of a pixel: what a hand can mean. Done once, when a gesture ends, and never
 * to boxes that came from elsewhere.
 */
export const roundRect = (rect: Rect): Rect => ({
  x1: toHundredth(rect.x1),
  y1: toHundredth(rect.y1),
  x2: toHundredth(rect.x2),
  y2: toHundredth(rect.y2),
});

/** Top to bottom, then left to right: rows first, as people read. */
export const byReadingOrder = (a: Rect, b: Rect): number => a.y1 - b.y1 || a.x1 - b.x1;
