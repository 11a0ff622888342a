/** New boxes. */

import { copyOf, drawnBox } from "../clipboard.ts";
import { drawBox, pasteBoxes } from "../commands.ts";
import type { Desk } from "../desk.ts";
import type { Box } from "../document.ts";
import { centreOf, clampRect, MIN_SIDE, type Rect, roundRect, type Size } from "../geometry.ts";
import { visibleRect } from "../viewport.ts";
import { noteUsed, setCurrentCategory } from "./classes.ts";

/** A new box in the current class; it is selected, so that it can be mended at once. */
export function draw(desk: Desk, rect: Rect): Box | null {
  const category = desk.currentCategory;
  if (category === null) {
    desk.notify({ code: "no-category" });
    return null;
  }
  const box = drawnBox(rect, category);
  desk.change(() => drawBox(box));
  noteUsed(desk, category);
  desk.select([box.key]);
  return box;
}

/** Takes the drawing tool with the class that was given last, whatever is current. */
export function drawAgain(desk: Desk): void {
  const [last] = desk.recentCategories;
  if (last !== undefined) setCurrentCategory(desk, last);
  desk.setTool("draw");
}

/** Copies of boxes where a drag took them. */
export function copyTo(desk: Desk, rects: ReadonlyMap<string, Rect>): void {
  const copies: Box[] = [];
  for (const [key, rect] of rects) {
    const box = desk.sheet?.document.get(key) ?? null;
    if (box !== null) copies.push({ ...copyOf(box), ...rect });
  }
  desk.change(() => pasteBoxes(copies));
  desk.select(copies.map((box) => box.key));
}

/** A box in the middle of what is in sight, for those who draw without a pointer. */
export function placeNew(desk: Desk): void {
  if (desk.sheet === null) return;
  const { image } = desk.sheet;
  const rect = clampRect(roundRect(middleOf(visibleRect(desk.camera.view), image)), image);
  if (rect !== null) draw(desk, rect);
}

/** A fifth of the shorter side in sight. */
const SHARE = 0.2;

function middleOf(sight: Rect, image: Size): Rect {
  const seen = clampRect(sight, image) ?? { x1: 0, y1: 0, x2: image.width, y2: image.height };
  const { x, y } = centreOf(seen);
  const shorter = Math.min(seen.x2 - seen.x1, seen.y2 - seen.y1);
  const half = Math.max(shorter * SHARE, MIN_SIDE) / 2;
  return { x1: x - half, y1: y - half, x2: x + half, y2: y + half };
}
