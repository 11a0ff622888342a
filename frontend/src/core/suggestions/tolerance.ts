/**
 * When a suggestion is good enough to be left alone, and how far its edges may be off before it is
 * not: so that nobody mends what needs no mending.
 */

import type { Box, Spread } from "../document.ts";
import { centreOf, heightOf, type Rect, widthOf } from "../geometry.ts";

/** Expected size of a deviation that is distributed normally, in standard deviations: √(2/π). */
const MEAN_DEVIATION = Math.sqrt(2 / Math.PI);

/**
 * Intersection over union that a box with such edges can be expected to have with its object. To
 * first order an edge that is off by d costs d / side, on whichever side of the truth it lies, and
 * the two directions multiply.
 *
 * @returns 0 to 1
 */
export function expectedOverlap(rect: Rect, spread: Spread): number {
  const [left, top, right, bottom] = spread;
  const across = lossOf(left + right, widthOf(rect));
  const down = lossOf(top + bottom, heightOf(rect));
  return (1 - across) * (1 - down);
}

const lossOf = (deviations: number, side: number): number =>
  Math.min(1, (MEAN_DEVIATION * deviations) / side);

/**
 * Whether a suggestion can be expected to lie within the tolerance: how often such a one is right at
 * all, times how well it then lies. Never where the model's doubts were not measured.
 *
 * @param tolerance intersection over union from which a box is good enough
 */
export function isGoodEnough(
  { probability, spread, ...rect }: Rect & Pick<Box, "probability" | "spread">,
  tolerance: number,
): boolean {
  if (probability === null || spread === null) return false;
  return probability * expectedOverlap(rect, spread) >= tolerance;
}

export interface Band {
  readonly inner: Rect;
  readonly outer: Rect;
}

/**
 * The band in which all four edges may lie: the box made smaller and larger around its centre until
 * it overlaps with itself as little as the tolerance allows.
 */
export function toleranceBand(rect: Rect, tolerance: number): Band {
  const scale = Math.sqrt(tolerance);
  return { inner: scaled(rect, scale), outer: scaled(rect, 1 / scale) };
}

function scaled(rect: Rect, factor: number): Rect {
  const { x, y } = centreOf(rect);
  const right = (widthOf(rect) / 2) * factor;
  const down = (heightOf(rect) / 2) * factor;
  return { x1: x - right, y1: y - down, x2: x + right, y2: y + down };
}
