/** Copies: within the image, from another one, and beside the original. */

import { pastedInto } from "../clipboard.ts";
import { pasteBoxes } from "../commands.ts";
import type { Desk } from "../desk.ts";
import type { Box } from "../document.ts";
import { targetBoxes } from "./targets.ts";

/** Screen pixels between a box and its copy. */
const COPY_OFFSET = 12;

export function copySelected(desk: Desk): void {
  const boxes = targetBoxes(desk);
  if (boxes.length > 0) desk.clipboard = boxes;
}

/** In place, also on another image. */
export function paste(desk: Desk, boxes: readonly Box[]): void {
  const known = new Set(desk.categories.map(({ id }) => id));
  const fitting = boxes.filter((box) => known.has(box.category) && box.status !== "rejected");
  const count = add(desk, fitting, ({ status }) => status === "confirmed");
  if (count === 0) desk.notify({ code: "nothing-to-paste" });
  else desk.notify({ code: "pasted", count });
}

export function duplicate(desk: Desk): void {
  add(desk, targetBoxes(desk), ({ status }) => status !== "rejected");
}

/** Copies go beside boxes that are `inTheWay`. Answers with how many there are. */
function add(desk: Desk, boxes: readonly Box[], inTheWay: (box: Box) => boolean): number {
  const { sheet } = desk;
  if (sheet === null) return 0;

  const present = [...sheet.document.boxes()].filter(inTheWay);
  const copies = pastedInto(sheet.image, present, boxes, offsetOf(desk));
  if (copies.length === 0) return 0;
  desk.change(() => pasteBoxes(copies));
  desk.select(copies.map((box) => box.key));
  return copies.length;
}

const offsetOf = (desk: Desk): number =>
  Math.max(1, Math.round(COPY_OFFSET / desk.camera.view.scale));
