/** Which boxes a key is about. */

import type { Desk } from "../desk.ts";
import type { Box } from "../document.ts";

/**
 * The selection; without one, the box that lights up under the pointer, so that a box is deleted or
 * given a class by one key. While drawing, keys mean the next box.
 */
export function targetKeys(desk: Desk): readonly string[] {
  if (desk.selection.size > 0) return [...desk.selection];
  return desk.tool === "select" && desk.hover !== null ? [desk.hover.key] : [];
}

export function targetBoxes(desk: Desk): Box[] {
  const boxes = targetKeys(desk).map((key) => desk.sheet?.document.get(key) ?? null);
  return boxes.filter((box) => box !== null);
}
