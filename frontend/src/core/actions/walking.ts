/** From box to box: which one is selected. */

import type { Desk } from "../desk.ts";
import { nextInStack } from "../hit.ts";

/** What may be changed; whoever means a locked box selects it by itself. */
export function selectAll(desk: Desk): void {
  const locked = desk.sheet?.locked;
  desk.select(walkable(desk).filter((key) => !locked?.has(key)));
}

/** The next box, or the one before; round and round. */
export function walk(desk: Desk, step: 1 | -1): void {
  const keys = walkable(desk);
  const places = [...desk.selection].map((key) => keys.indexOf(key));
  const from = places.find((place) => place >= 0) ?? (step === 1 ? -1 : 0);
  const next = keys[(from + step + keys.length) % keys.length];
  if (next !== undefined) desk.focus(next);
}

const walkable = (desk: Desk): string[] =>
  desk
    .visibleBoxes()
    .filter((box) => box.status !== "rejected")
    .map((box) => box.key);

/** The next box under the pointer, smallest first. */
export function cycle(desk: Desk): void {
  const [current] = desk.selection;
  const next = nextInStack(desk.hand.stack(), current);
  if (next !== null) desk.select([next]);
}

/** Selects what was clicked for good; false where there is no box. */
export function selectDoubleClicked(desk: Desk): boolean {
  const key = desk.hand.boxUnderDoubleClick();
  if (key !== null) desk.select([key]);
  return key !== null;
}

/** What a menu is about: the selection when the pointer is on it, else the box under the pointer. */
export function selectForMenu(desk: Desk): void {
  const stack = desk.hand.stack();
  if (stack.some((key) => desk.selection.has(key))) return;
  desk.select(stack.slice(0, 1));
}

/** Ends the gesture; without one, lets go of the selection; then of the drawing tool. */
export function cancel(desk: Desk): void {
  if (!desk.isGestureIdle) desk.abortGesture();
  else if (desk.selection.size > 0) desk.select([]);
  else desk.setTool("select");
}
