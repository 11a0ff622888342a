/** Boxes whose image is gone, as a file: nothing a person did is thrown away unasked. */

import type { JournalEntry } from "../../../core/sync/journal-entry.ts";

export function saveOrphans(orphans: readonly JournalEntry[]): void {
  const content = JSON.stringify(contentOf(orphans), null, 2);
  const address = URL.createObjectURL(new Blob([content], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = "unsaved-boxes.json";
  link.click();
  URL.revokeObjectURL(address);
}

export const contentOf = (orphans: readonly JournalEntry[]) =>
  orphans.map(({ image, changes, state }) => ({
    image,
    state,
    boxes: changes.map(({ mine }) => mine).filter((box) => box !== null),
    deleted: changes.filter(({ mine }) => mine === null).map(({ key }) => key),
  }));
