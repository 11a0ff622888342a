/**
 * What the commands do to the boxes on the desk: the verbs behind the keys and the buttons. Each
 * does nothing where it makes no sense.
 */

import { categoryByDigit, givable } from "./categories.ts";
import { copyOf, pastedInto } from "./clipboard.ts";
import {
  acceptBoxes,
  deleteBoxes,
  type Mark,
  markBoxes,
  nudgeBoxes,
  pasteBoxes,
  rejectBoxes,
  relabelBoxes,
  reshapeBoxes,
} from "./commands.ts";
import type { Desk } from "./desk.ts";
import { type Box, confidenceOf } from "./document.ts";
import { clamp, MIN_SIDE, moveInside, type Rect, rectOf, type Size } from "./geometry.ts";
import { nextInStack } from "./hit.ts";
import type { Direction } from "./keymap.ts";
import { lowered, raised } from "./threshold.ts";

type Decision = "accepted" | "rejected";

const STEP: Record<Direction, readonly [number, number]> = {
  left: [-1, 0],
  right: [1, 0],
  up: [0, -1],
  down: [0, 1],
};
/** Screen pixels between a box and its copy. */
const COPY_OFFSET = 12;

export function selectAll(desk: Desk): void {
  desk.select(walkable(desk));
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
  const next = nextInStack(desk.stackUnderPointer(), current);
  if (next !== null) desk.select([next]);
}

/**
 * Accepts or rejects the selected suggestions and goes on to the next one, so that one key after
 * the other works through an image. With none selected it only goes to the first.
 */
export function decide(desk: Desk, decision: Decision): void {
  const open = desk.suggestions();
  const chosen = desk.selectedBoxes().filter((box) => box.status !== "confirmed");
  const next = open.find((box) => !desk.selection.has(box.key));
  if (chosen.length > 0) carryOut(desk, decision, chosen);
  if (next !== undefined) desk.focus(next.key);
}

export function decideAll(desk: Desk, decision: Decision): void {
  const open = desk.suggestions();
  if (open.length > 0) carryOut(desk, decision, open);
}

function carryOut(desk: Desk, decision: Decision, boxes: readonly Box[]): void {
  const command = decision === "accepted" ? acceptBoxes : rejectBoxes;
  const keys = boxes.map((box) => box.key);
  desk.change((sheet) => command(sheet.document, keys));
  if (decision === "rejected")
    desk.select([...desk.selection].filter((key) => !keys.includes(key)));
  desk.notify({ code: decision, count: keys.length });
}

export function deleteSelected(desk: Desk): void {
  const count = desk.selection.size;
  if (count === 0) return;
  desk.change((sheet) => deleteBoxes(sheet.document, desk.selection));
  desk.select([]);
  desk.notify({ code: "deleted", count });
}

/** The class of the selection, and of the next box. */
export function giveCategory(desk: Desk, category: number): void {
  if (!givable(desk.categories).some(({ id }) => id === category)) return;
  desk.setCurrentCategory(category);
  desk.change((sheet) => relabelBoxes(sheet.document, desk.selection, category));
}

export function giveCategoryByDigit(desk: Desk, digit: string): void {
  const category = categoryByDigit(desk.categories, digit);
  if (category !== null) giveCategory(desk, category);
}

export function toggleMark(desk: Desk, mark: Mark): void {
  desk.change((sheet) => markBoxes(sheet.document, [...desk.selection], mark));
}

/** The whole selection by so many image pixels; as a group, so that it keeps its shape. */
export function nudge(desk: Desk, direction: Direction, pixels: number): void {
  const [x, y] = STEP[direction];
  desk.change((sheet) =>
    nudgeBoxes(sheet.document, desk.selection, x * pixels, y * pixels, sheet.image),
  );
}

/** Moves the right or lower edge (`far`), or the left or upper one (`near`), by one pixel. */
export function moveEdge(desk: Desk, direction: Direction, edge: "far" | "near"): void {
  desk.change((sheet) => {
    const rects = desk
      .selectedBoxes()
      .map((box) => [box.key, withEdgeMoved(box, direction, edge, sheet.image)] as const);
    return reshapeBoxes("nudge", sheet.document, new Map(rects));
  });
}

export function copySelected(desk: Desk): void {
  if (desk.selection.size > 0) desk.clipboard = desk.selectedBoxes();
}

/** In place, also on another image. */
export function paste(desk: Desk, boxes: readonly Box[]): void {
  const { sheet } = desk;
  if (sheet === null) return;

  const known = new Set(desk.categories.map(({ id }) => id));
  const fitting = boxes.filter((box) => known.has(box.category) && box.status !== "rejected");
  const present = [...sheet.document.boxes()].filter((box) => box.status === "confirmed");
  const copies = pastedInto(sheet.image, present, fitting, copyOffset(desk));
  if (copies.length === 0) {
    desk.notify({ code: "nothing-to-paste" });
    return;
  }

  add(desk, copies);
  desk.notify({ code: "pasted", count: copies.length });
}

export function duplicate(desk: Desk): void {
  const { sheet } = desk;
  if (sheet === null || desk.selection.size === 0) return;

  const offset = copyOffset(desk);
  const copies = desk
    .selectedBoxes()
    .map((box) => ({ ...copyOf(box), ...moveInside(box, offset, offset, sheet.image) }));
  add(desk, copies);
}

export function zoomToSelected(desk: Desk): void {
  const [box] = desk.selectedBoxes();
  if (box === undefined) desk.camera.fit();
  else desk.camera.zoomTo(rectOf(box));
}

/** Shows more suggestions, or fewer: at least one, as long as there is one. */
export function moveThreshold(desk: Desk, direction: "lower" | "raise"): void {
  const { sheet } = desk;
  if (sheet === null) return;
  if (!sheet.showsSuggestions) {
    desk.setShowsSuggestions(direction === "lower");
    return;
  }
  const open = [...sheet.document.boxes()].filter((box) => box.status === "predicted");
  const shown = {
    threshold: desk.shownThreshold,
    isChosen: desk.threshold !== null,
    confidences: open.map((box) => confidenceOf(box) ?? 0),
    count: desk.suggestions().length,
  };
  desk.setThreshold(direction === "lower" ? lowered(shown) : raised(shown));
}

const copyOffset = (desk: Desk): number =>
  Math.max(1, Math.round(COPY_OFFSET / desk.camera.view.scale));

function add(desk: Desk, boxes: readonly Box[]): void {
  desk.change(() => pasteBoxes(boxes));
  desk.select(boxes.map((box) => box.key));
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
