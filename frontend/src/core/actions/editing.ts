/** What changes the selected boxes; locked ones stay as they are. */

import { categoryByDigit, givable } from "../categories.ts";
import {
  deleteBoxes,
  type Mark,
  markBoxes,
  nudgeBoxes,
  relabelBoxes,
  reshapeBoxes,
} from "../commands.ts";
import type { Desk } from "../desk.ts";
import type { Box } from "../document.ts";
import {
  clamp,
  type Handle,
  handlePoint,
  type ImagePoint,
  MIN_SIDE,
  type Rect,
  type Size,
} from "../geometry.ts";
import type { Direction } from "../keymap.ts";
import { noteUsed, setCurrentCategory } from "./classes.ts";
import { unlockedOf } from "./hiding.ts";
import { targetKeys } from "./targets.ts";

const STEP: Record<Direction, readonly [number, number]> = {
  left: [-1, 0],
  right: [1, 0],
  up: [0, -1],
  down: [0, 1],
};

const changeable = (desk: Desk): string[] => unlockedOf(desk, [...desk.selection]);

export function deleteSelected(desk: Desk): void {
  const keys = unlockedOf(desk, targetKeys(desk));
  if (keys.length === 0) return;
  desk.change((sheet) => deleteBoxes(sheet.document, keys));
  desk.select([...desk.selection].filter((key) => !keys.includes(key)));
  desk.notify({ code: "deleted", count: keys.length });
}

/** The class of the selection, and of the next box. */
export function giveCategory(desk: Desk, category: number): void {
  if (givesCategory(desk, category)) relabel(desk, [...desk.selection], category);
}

/** By a key it is also the class of the box under the pointer; where there is none, a box is drawn next. */
export function giveCategoryByDigit(desk: Desk, digit: string): void {
  const category = categoryByDigit(desk.categories, digit);
  if (category === null || !givesCategory(desk, category)) return;
  const keys = targetKeys(desk);
  if (keys.length === 0 && desk.tool === "select") desk.setTool("draw");
  relabel(desk, keys, category);
}

function givesCategory(desk: Desk, category: number): boolean {
  if (!givable(desk.categories).some(({ id }) => id === category)) return false;
  setCurrentCategory(desk, category);
  return true;
}

function relabel(desk: Desk, keys: readonly string[], category: number): void {
  if (keys.length === 0) return;
  noteUsed(desk, category);
  const free = unlockedOf(desk, keys);
  desk.change((sheet) => relabelBoxes(sheet.document, free, category));
}

export function toggleMark(desk: Desk, mark: Mark): void {
  const keys = unlockedOf(desk, targetKeys(desk));
  desk.change((sheet) => markBoxes(sheet.document, keys, mark));
}

/** The whole selection by so many image pixels; as a group, so that it keeps its shape. */
export function nudge(desk: Desk, direction: Direction, pixels: number): void {
  const [x, y] = STEP[direction];
  const keys = changeable(desk);
  desk.change((sheet) => nudgeBoxes(sheet.document, keys, x * pixels, y * pixels, sheet.image));
}

/** Moves the right or lower edge (`far`), or the left or upper one (`near`), by one pixel. */
export function moveEdge(desk: Desk, direction: Direction, edge: "far" | "near"): void {
  const keys = new Set(changeable(desk));
  desk.change((sheet) => {
    const rects = desk
      .selectedBoxes()
      .filter((box) => keys.has(box.key))
      .map((box) => [box.key, withEdgeMoved(box, direction, edge, sheet.image)] as const);
    return reshapeBoxes("nudge", sheet.document, new Map(rects));
  });
}

function withEdgeMoved(
  { x1, y1, x2, y2 }: Rect,
  direction: Direction,
  edge: "far" | "near",
  image: Size,
): Rect {
  const [dx, dy] = STEP[direction];
  if (edge === "near") {
    return { x1: clamp(x1 + dx, 0, x2 - MIN_SIDE), y1: clamp(y1 + dy, 0, y2 - MIN_SIDE), x2, y2 };
  }
  return {
    x1,
    y1,
    x2: clamp(x2 + dx, x1 + MIN_SIDE, image.width),
    y2: clamp(y2 + dy, y1 + MIN_SIDE, image.height),
  };
}

const CORNERS: readonly Handle[] = ["nw", "ne", "se", "sw"];

/** Takes the nearest corner along: of the selected boxes, or of those under the pointer. */
export function grabCorner(desk: Desk): void {
  const corner = nearestCorner(grabbable(desk), desk.pointer);
  if (corner === null) {
    desk.notify({ code: "nothing-to-grab" });
    return;
  }
  if (!desk.selection.has(corner.key)) desk.select([corner.key]);
  desk.hand.grab(corner.key, corner.handle);
  desk.hovered();
}

function grabbable(desk: Desk): Box[] {
  const chosen = desk.selection.size > 0 ? changeable(desk) : desk.hand.stack();
  const boxes = chosen.map((key) => desk.sheet?.document.get(key) ?? null);
  return boxes.filter((box) => box !== null);
}

/** Without a pointer it is the lower right one of the first box. */
function nearestCorner(boxes: readonly Box[], pointer: ImagePoint | null) {
  let nearest: { key: string; handle: Handle; distance: number } | null = null;
  for (const box of boxes) {
    for (const handle of CORNERS) {
      const place = handlePoint(box, handle);
      const from = pointer ?? handlePoint(box, "se");
      const distance = Math.hypot(place.x - from.x, place.y - from.y);
      if (nearest === null || distance < nearest.distance)
        nearest = { key: box.key, handle, distance };
    }
    if (pointer === null) break;
  }
  return nearest;
}
