/** What of a revision is drawn over the picture: rectangles in pixels of the image, told apart by shape. */

import type { Rect } from "../../../../core/geometry.ts";
import type { BoxChange, Revision } from "../../../api/history.ts";

export type DiffPart = "added" | "removed" | "before" | "after";

export interface DiffBox extends Rect {
  readonly key: string;
  readonly part: DiffPart;
}

export interface Diff {
  readonly number: number;
  readonly boxes: readonly DiffBox[];
  /** Changes that are not drawn, because there are too many. */
  readonly left: number;
}

/** What was there lies under what came. */
export function diffOf({ number, changes, change_count }: Revision): Diff {
  const boxes = changes.flatMap(partsOf);
  return { number, boxes, left: change_count - changes.length };
}

function partsOf({ key, before, after }: BoxChange): DiffBox[] {
  const parts: DiffBox[] = [];
  if (before !== null) parts.push(part(key, after === null ? "removed" : "before", before));
  if (after !== null) parts.push(part(key, before === null ? "added" : "after", after));
  return parts;
}

const part = (key: string, kind: DiffPart, { x1, y1, x2, y2 }: Rect): DiffBox => ({
  key: `${key}-${kind}`,
  part: kind,
  x1,
  y1,
  x2,
  y2,
});
