/** Copies of boxes: what changes when a box is copied, and where copies go. */

import type { Box } from "./document.ts";
import { clampRect, moveInside, type Size, sameRect } from "./geometry.ts";
import { newKey } from "./keys.ts";

/** A copy is a person's box, whatever the original was. */
export const copyOf = (box: Box): Box => ({
  ...box,
  key: newKey(),
  origin: "drawn",
  score: null,
  probability: null,
  spread: null,
  modelVersion: null,
  status: "confirmed",
});

/**
 * Copies in the same places; beside them by `offset` image pixels where the very same box is already
 * there. Boxes outside this image are left out.
 */
export function pastedInto(
  image: Size,
  present: readonly Box[],
  boxes: readonly Box[],
  offset: number,
): Box[] {
  const copies: Box[] = [];
  for (const box of boxes) {
    const inside = clampRect(box, image);
    if (inside === null) continue;
    const isThere = present.some(
      (other) => other.category === box.category && sameRect(other, inside),
    );
    const rect = isThere ? moveInside(inside, offset, offset, image) : inside;
    copies.push({ ...copyOf(box), ...rect });
  }
  return copies;
}
