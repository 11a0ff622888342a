/** What the editor says: sentences for notices, names for boxes. */

import { type Box, confidenceOf } from "../../../core/document.ts";
import { heightOf, type Rect, widthOf } from "../../../core/geometry.ts";
import type { SaveSummary } from "../../../core/session/shelf.ts";
import { counted } from "../../format.ts";
import type { AnyNotice } from "./workbench.ts";

const CHANGES = {
  draw: "drawing a box",
  delete: "deleting",
  move: "moving",
  resize: "resizing",
  nudge: "moving by keys",
  relabel: "changing the class",
  mark: "marking",
  accept: "accepting",
  reject: "rejecting",
  paste: "pasting",
  snap: "snapping",
} as const;

const ASIDE = {
  skipped: "Skipped",
  unsure: "Sent to review:",
  returned: "Returned",
} as const;

export function noticeText(notice: AnyNotice): string {
  switch (notice.code) {
    case "too-small":
      return "Too small to be a box, so nothing was drawn.";
    case "read-only":
      return "You can look at this image here, not change it.";
    case "archived": {
      const was = notice.names.length === 1 ? "was" : "were";
      const next = notice.instead === null ? "" : ` New boxes are ${notice.instead}.`;
      return `${listed(notice.names)} ${was} archived; boxes keep what they have.${next}`;
    }
    case "no-category":
      return "Add a class in the project's settings first.";
    case "nothing-to-paste":
      return "There is no box to paste here.";
    case "snapped":
      return "Snapped to what the model sees. Shift draws exactly; undo brings back what you drew.";
    case "magnet-on":
      return "What you draw snaps to the object. Shift draws exactly.";
    case "magnet-off":
      return "What you draw stays exactly as drawn.";
    case "nothing-to-undo":
      return "Nothing more to undo or redo.";
    case "nothing-to-grab":
      return "There is no corner to take: point at a box, or select one.";
    case "hidden":
      return `Hid ${counted(notice.count, "box", "boxes")}.`;
    case "shown-again":
      return `Showing ${counted(notice.count, "box", "boxes")} again.`;
    case "locked":
      return `Locked ${counted(notice.count, "box", "boxes")}. Tab and the list still reach ${notice.count === 1 ? "it" : "them"}.`;
    case "unlocked":
      return `Unlocked ${counted(notice.count, "box", "boxes")}.`;
    case "kept-locked":
      return `Nothing changed: ${notice.count === 1 ? "this box is" : "these boxes are"} locked.`;
    case "undone":
      return `Undone: ${CHANGES[notice.change]}.`;
    case "redone":
      return `Done again: ${CHANGES[notice.change]}.`;
    case "accepted":
      return `Accepted ${counted(notice.count, "suggestion")}.`;
    case "rejected":
      return `Rejected ${counted(notice.count, "suggestion")}.`;
    case "deleted":
      return `Deleted ${counted(notice.count, "box", "boxes")}.`;
    case "pasted":
      return `Pasted ${counted(notice.count, "box", "boxes")}.`;
    case "not-kept":
      return `${counted(notice.count, "suggested box", "suggested boxes")} on ${notice.image.fileName} ${notice.count === 1 ? "was" : "were"} not kept.`;
    case "put-aside":
      return `${ASIDE[notice.state]} ${notice.image.fileName}.`;
    case "restored":
      return `Brought back ${counted(notice.count, "change")} from before.`;
    case "merged":
      return `${listed(notice.by)} changed ${counted(notice.count, "box", "boxes")} here.`;
    case "many-boxes":
      return `${notice.count.toLocaleString("en")} boxes are a lot for one image: opening and saving them takes a moment.`;
  }
}

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

/** The same in a sentence or two, for who asks. */
export function saveSentence({ state, unsaved }: SaveSummary): string {
  const waiting = `${counted(unsaved, "change")} ${unsaved === 1 ? "waits" : "wait"}`;
  switch (state) {
    case "saved":
      return "Everything you did is on the server.";
    case "saving":
      return `${counted(unsaved, "change")} on the way to the server.`;
    case "offline":
      return `The server cannot be reached. ${waiting} here and will be sent by itself. You can go on working.`;
    case "signed-out":
      return `Your session has ended. ${waiting} here until you sign in again.`;
    case "conflict":
      return "Somebody else changed a box that you changed too. Choose which version stays.";
    case "refused":
      return `The server did not accept what was sent. ${waiting} here.`;
  }
}
