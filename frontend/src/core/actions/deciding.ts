/** Suggestions, and what becomes of them. */

import { acceptBoxes, rejectBoxes } from "../commands.ts";
import type { Desk } from "../desk.ts";
import type { Box } from "../document.ts";
import { unlockedOf } from "./hiding.ts";
import { targetBoxes } from "./targets.ts";

type Decision = "accepted" | "rejected";

/**
 * Accepts or rejects the selected suggestions and goes on to the next one, so that one key after
 * the other works through an image. With none selected it is the one under the pointer, and the hand
 * goes on by itself; with none there either, it only goes to the first.
 */
export function decide(desk: Desk, decision: Decision): void {
  const isSelected = desk.selection.size > 0;
  const open = desk.suggestions();
  const chosen = targetBoxes(desk).filter((box) => box.status !== "confirmed");
  const next = open.find((box) => !desk.selection.has(box.key));
  if (chosen.length > 0) carryOut(desk, decision, chosen);
  if (next !== undefined && (isSelected || chosen.length === 0)) desk.focus(next.key);
}

export function decideAll(desk: Desk, decision: Decision): void {
  const open = desk.suggestions();
  if (open.length > 0) carryOut(desk, decision, open);
}

function carryOut(desk: Desk, decision: Decision, boxes: readonly Box[]): void {
  const command = decision === "accepted" ? acceptBoxes : rejectBoxes;
  const keys = unlockedOf(
    desk,
    boxes.map((box) => box.key),
  );
  if (keys.length === 0) return;
  desk.change((sheet) => command(sheet.document, keys));
  if (decision === "rejected")
    desk.select([...desk.selection].filter((key) => !keys.includes(key)));
  desk.notify({ code: decision, count: keys.length });
}
