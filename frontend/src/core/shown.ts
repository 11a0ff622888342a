/** Which boxes of a sheet are shown: by the threshold, and by what somebody hid by hand. */

import { at, type Box, PREDICTED } from "./document.ts";
import type { Sheet } from "./sheet.ts";
import { byAttention, type Filter, visibleSlots } from "./visibility.ts";

export type IsShown = (slot: number) => boolean;

/** `selection`: rejected boxes among it are shown. */
export function shownSlots(
  { document, hidden }: Sheet,
  filter: Filter,
  selection: ReadonlySet<string>,
): IsShown {
  const isVisible = visibleSlots(document, filter, selection);
  if (hidden.size === 0) return isVisible;
  return (slot) => isVisible(slot) && !hidden.has(document.keyOf(slot));
}

/** In the order in which Tab walks through them. */
export function boxesShown({ document }: Sheet, isShown: IsShown): Box[] {
  const boxes: Box[] = [];
  for (let slot = 0; slot < document.end; slot++) {
    if (document.isAlive(slot) && isShown(slot)) boxes.push(document.boxAt(slot));
  }
  return boxes.sort(byAttention);
}

export const withoutSuggestions =
  ({ document }: Sheet, isShown: IsShown): IsShown =>
  (slot) =>
    isShown(slot) && (at(document.flags, slot) & PREDICTED) === 0;

/** Those of the keys whose boxes are shown. */
export const keysShown = (
  { document }: Sheet,
  isShown: IsShown,
  keys: ReadonlySet<string>,
): ReadonlySet<string> =>
  new Set(
    [...keys].filter((key) => {
      const slot = document.slotOf(key);
      return slot !== undefined && isShown(slot);
    }),
  );
