/** How many suggestions are shown: thresholds for all classes and for single ones, by steps that show or hide at least one. */

import type { Desk } from "../desk.ts";
import { type Box, confidenceOf } from "../document.ts";
import { clamp } from "../geometry.ts";
import { lowered, raised } from "../threshold.ts";
import { thresholdOf } from "../visibility.ts";

/** Of all classes. Null gives it back to the model's own. */
export function setThreshold(desk: Desk, threshold: number | null): void {
  desk.threshold = threshold === null ? null : rounded(threshold);
  desk.aids.chosenFor = new Map();
  desk.refresh();
}

/** One number to show: the person's threshold, or the model's general one. */
export function shownThreshold({ sheet, threshold }: Desk): number {
  const model = sheet?.prediction ?? null;
  return thresholdOf(-1, { chosen: threshold, chosenFor: new Map(), model });
}

/** On this image only: the next one begins as the model advises. */
export function setShowsSuggestions(desk: Desk, shows: boolean): void {
  const { sheet } = desk;
  if (sheet === null || sheet.isBlind) return;
  sheet.showsSuggestions = shows;
  desk.refresh();
}

/** Shows more suggestions, or fewer: at least one, as long as there is one. */
export function moveThreshold(desk: Desk, direction: "lower" | "raise"): void {
  const { sheet } = desk;
  if (sheet === null) return;
  if (!sheet.showsSuggestions) {
    setShowsSuggestions(desk, direction === "lower");
    return;
  }
  const open = [...sheet.document.boxes()].filter((box) => box.status === "predicted");
  const shown = {
    threshold: shownThreshold(desk),
    isChosen: desk.threshold !== null,
    confidences: open.map((box) => confidenceOf(box) ?? 0),
    count: desk.suggestions().length,
  };
  setThreshold(desk, direction === "lower" ? lowered(shown) : raised(shown));
}

/** Null gives the class back to the threshold for all, or to the model's own. */
export function setClassThreshold(desk: Desk, category: number, threshold: number | null): void {
  const chosenFor = new Map(desk.aids.chosenFor);
  if (threshold === null) chosenFor.delete(category);
  else chosenFor.set(category, rounded(threshold));
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
    setShowsSuggestions(desk, direction === "lower");
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

const rounded = (threshold: number): number => Math.round(clamp(threshold, 0, 1) * 100) / 100;
