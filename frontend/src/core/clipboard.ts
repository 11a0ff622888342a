/** Boxes of a person's own: drawn anew, or copied; and where copies go. */

import type { Box } from "./document.ts";
import { clampRect, moveInside, type Rect, type Size, sameRect } from "./geometry.ts";
import { newKey } from "./keys.ts";

const BY_HAND = {
  origin: "drawn",
  score: null,
  probability: null,
  spread: null,
  modelVersion: null,
  status: "confirmed",
} as const;

const UNMARKED = { occluded: false, truncated: false, crowd: false } as const;

export const drawnBox = (rect: Rect, category: number): Box => ({
  ...rect,
  ...UNMARKED,
  ...BY_HAND,
  key: newKey(),
  category,
});

/** A copy is a person's box, whatever the original was. */
export const copyOf = (box: Box): Box => ({ ...box, ...BY_HAND, key: newKey() });

/**
 * Copies in the same places; beside them by `offset` image pixels where the very same box is already
 * there. Boxes outside this image are left out, and so are those for which there is no other place.
 */
export function pastedInto(
  image: Size,
  present: readonly Box[],
  boxes: readonly Box[],
  offset: number,
): Box[] {
  const copies: Box[] = [];
  for (const box of boxes) {
    const isTaken = (rect: Rect) =>
      [...present, ...copies].some(
        (other) => other.category === box.category && sameRect(other, rect),
      );
    const inside = clampRect(box, image);
    const rect = inside === null ? null : freePlace(inside, image, offset, isTaken);
    if (rect !== null) copies.push({ ...copyOf(box), ...rect });
  }
  return copies;
}

/** Down to the right first; at the border of the image the other ways. */
const WAYS = [
  [1, 1],
  [-1, -1],
  [1, -1],
  [-1, 1],
] as const;
const MOST_STEPS = 100;

function freePlace(
  rect: Rect,
  image: Size,
  offset: number,
  isTaken: (rect: Rect) => boolean,
): Rect | null {
  if (!isTaken(rect)) return rect;
  for (let step = offset; step <= offset * MOST_STEPS; step += offset) {
    for (const [right, down] of WAYS) {
      const moved = moveInside(rect, right * step, down * step, image);
      if (!isTaken(moved)) return moved;
    }
  }
  return null;
}
