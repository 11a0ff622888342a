/** Back and forward in the history. */

import type { Desk } from "../desk.ts";

/** What was touched is selected, so that it is seen. */
export function travel(desk: Desk, direction: "undo" | "redo"): void {
  const change = desk.sheet?.[direction]() ?? null;
  if (change === null) {
    desk.notify({ code: "nothing-to-undo" });
    return;
  }

  desk.selection = new Set(change.edits.map(({ key }) => key));
  desk.keepVisibleSelected();
  desk.repainted(change);
  desk.notify({ code: direction === "undo" ? "undone" : "redone", change: change.name });
}
