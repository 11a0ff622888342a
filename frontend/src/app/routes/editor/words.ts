/** What the editor says: names for boxes, and whether the work is safe. */

import { type Box, confidenceOf } from "../../../core/document.ts";
import { heightOf, type Rect, widthOf } from "../../../core/geometry.ts";
import type { SaveSummary } from "../../../core/session/shelf.ts";
import { counted } from "../../format.ts";

/** "car, suggested, 0.87, 120 × 64 at 300, 210" */
export const boxWords = (box: Box, category: string): string =>
  [
    category,
    statusWord(box),
    scoreWords(box),
    markWords(box),
    `${sizeWords(box)} at ${placeWords(box)}`,
  ]
    .filter((words) => words !== "")
    .join(", ");

export const statusWord = ({ status }: Box): string =>
  status === "predicted" ? "suggested" : status;

/** Of what a person has not confirmed; afterwards the number is history. */
export function scoreWords(box: Box): string {
  const confidence = confidenceOf(box);
  return box.status === "confirmed" || confidence === null ? "" : confidence.toFixed(2);
}

export const markWords = ({ occluded, truncated, crowd }: Box): string =>
  [occluded && "occluded", truncated && "truncated", crowd && "crowd"].filter(Boolean).join(", ");

export const sizeWords = (rect: Rect): string =>
  `${Math.round(widthOf(rect))} × ${Math.round(heightOf(rect))}`;

export const placeWords = ({ x1, y1 }: Rect): string => `${Math.round(x1)}, ${Math.round(y1)}`;

/** "ann, ben and eve" */
export const listed = (names: readonly string[]): string =>
  names.length < 2
    ? (names[0] ?? "Somebody else")
    : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;

/** One word on whether the work is safe, and more words only where it is not. */
export function saveWords({ state, unsaved, orphaned }: SaveSummary, isKept = true): string {
  const where = isKept ? "kept here" : "not kept here";
  switch (state) {
    case "saved":
      if (orphaned > 0) return "Needs you: an image is gone";
      return isKept ? "Saved" : "Saved, nothing kept here";
    case "saving":
      return isKept ? "Saving" : "Saving, nothing kept here";
    case "offline":
      return `Offline, ${counted(unsaved, "change")} ${where}`;
    case "signed-out":
      return `Needs you: signed out, ${counted(unsaved, "change")} ${where}`;
    case "conflict":
      return "Needs you: two versions";
    case "refused":
      return "Needs you: not accepted";
  }
}
