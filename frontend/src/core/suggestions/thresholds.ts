/** Thresholds of single classes: from where the model has them, by steps that show or hide at least one. */

import type { Desk } from "../desk.ts";
import { type Box, confidenceOf } from "../document.ts";
import { clamp } from "../geometry.ts";
import { lowered, raised } from "../threshold.ts";
import { thresholdOf } from "../visibility.ts";

/** Null gives the class back to the threshold for all, or to the model's own. */
export function setClassThreshold(desk: Desk, category: number, threshold: number | null): void {
  const chosenFor = new Map(desk.aids.chosenFor);
  if (threshold === null) chosenFor.delete(category);
  else chosenFor.set(category, Math.round(clamp(threshold, 0, 1) * 100) / 100);
  desk.aids.chosenFor = chosenFor;
  desk.refresh();
}

/** More or fewer of a class: of the selection's where none is named, or else of the current one. */
export function moveClassThreshold(
  desk: Desk,
  direction: "lower" | "raise",
  category = desk.selectedBoxes()[0]?.category ?? desk.currentCategory,
): void {
  if (desk.sheet === null || category === null) return;
  if (!desk.sheet.showsSuggestions) {
    desk.setShowsSuggestions(direction === "lower");
    return;
  }
  const isOpen = (box: Box) => box.status === "predicted" && box.category === category;
  const shown = {
    threshold: thresholdOf(category, desk.filterOf(desk.sheet)),
    isChosen: desk.aids.chosenFor.has(category),
    confidences: [...desk.sheet.document.boxes()]
      .filter(isOpen)
      .map((box) => confidenceOf(box) ?? 0),
    count: desk.suggestions().filter(isOpen).length,
  };
  const step = direction === "lower" ? lowered : raised;
  setClassThreshold(desk, category, step(shown));
}
