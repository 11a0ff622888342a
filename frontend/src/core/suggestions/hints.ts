/** Faint hints: what the model saw but holds for unlikely. One click makes a box of one. */

import { acceptBoxes } from "../commands.ts";
import type { Desk } from "../desk.ts";
import { at, PREDICTED } from "../document.ts";
import type { Sheet } from "../sheet.ts";
import { visibleSlots } from "../visibility.ts";

export function setShowsHints(desk: Desk, shows: boolean): void {
  if (desk.aids.showsHints === shows) return;
  desk.aids.showsHints = shows;
  desk.refresh();
}

/** Answers for a slot whether it is hinted at: a suggestion that only its threshold holds back. */
export function hintSlots(desk: Desk, sheet: Sheet): (slot: number) => boolean {
  if (!desk.aids.showsHints || desk.peeks !== "nothing") return () => false;
  const { document, hidden } = sheet;
  const isVisible = visibleSlots(document, desk.filterOf(sheet), new Set());
  return (slot) =>
    (at(document.flags, slot) & PREDICTED) !== 0 &&
    !isVisible(slot) &&
    !hidden.has(document.keyOf(slot));
}

/** What was only hinted at and is touched now becomes a box. */
export function adoptHints(desk: Desk, keys: readonly string[]): void {
  const { sheet } = desk;
  if (sheet === null || !desk.aids.showsHints) return;
  const isHint = hintSlots(desk, sheet);
  const touched = keys.filter((key) => {
    const slot = sheet.document.slotOf(key);
    return slot !== undefined && isHint(slot);
  });
  if (touched.length === 0) return;
  desk.change(({ document }) => acceptBoxes(document, touched));
  desk.notify({ code: "accepted", count: touched.length });
}
