/** What is in sight: the view, and how many suggestions are shown. */

import type { Desk } from "../desk.ts";
import { confidenceOf } from "../document.ts";
import { boundsOf } from "../geometry.ts";
import { lowered, raised } from "../threshold.ts";

/** Looks closely at the selected boxes; a second time, or without any, at the whole image. */
export function zoomToSelected(desk: Desk): void {
  const bounds = boundsOf(desk.selectedBoxes());
  if (bounds === null) desk.camera.fit();
  else desk.camera.zoomTo(bounds);
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
