/** Boxes out of the way: hidden ones are not seen, locked ones are not touched. For this image only. */

import type { Desk } from "../desk.ts";
import { targetKeys } from "./targets.ts";

/** Hides the selection. */
export function hideSelected(desk: Desk): void {
  hide(desk, [...desk.selection]);
}

/** Hides all but the selection; without one, all. */
export function hideOthers(desk: Desk): void {
  const others = desk.visibleBoxes().map((box) => box.key);
  hide(
    desk,
    others.filter((key) => !desk.selection.has(key)),
  );
}

export function showHidden(desk: Desk): void {
  const count = countHidden(desk);
  if (desk.sheet === null || count === 0) return;
  desk.sheet.hidden = new Set();
  desk.refresh();
  desk.notify({ code: "shown-again", count });
}

/** Boxes that are there, and hidden by hand. */
export function countHidden({ sheet }: Desk): number {
  if (sheet === null) return 0;
  return [...sheet.hidden].filter((key) => sheet.document.has(key)).length;
}

function hide(desk: Desk, keys: readonly string[]): void {
  if (desk.sheet === null || keys.length === 0) return;
  desk.sheet.hidden = new Set([...desk.sheet.hidden, ...keys]);
  desk.refresh();
  desk.notify({ code: "hidden", count: keys.length });
}

/** Locks the boxes, or unlocks them when all are locked; without any, unlocks everything. */
export function toggleLock(desk: Desk): void {
  const { sheet } = desk;
  if (sheet === null) return;

  const targets = targetKeys(desk);
  const keys = targets.length > 0 ? targets : [...sheet.locked];
  if (keys.length === 0) return;
  const unlocks = keys.every((key) => sheet.locked.has(key));
  const others = [...sheet.locked].filter((key) => !keys.includes(key));
  sheet.locked = new Set(unlocks ? others : [...others, ...keys]);
  desk.repainted(null);
  desk.notify({ code: unlocks ? "unlocked" : "locked", count: keys.length });
}

/** Those that may be changed; says so when none of them may. */
export function unlockedOf(desk: Desk, keys: readonly string[]): string[] {
  const locked = desk.sheet?.locked;
  const free = keys.filter((key) => !locked?.has(key));
  if (free.length === 0 && keys.length > 0) {
    desk.notify({ code: "kept-locked", count: keys.length });
  }
  return free;
}
