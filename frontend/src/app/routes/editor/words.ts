/** What the editor says: sentences for notices, names for boxes. */

import type { Box } from "../../../core/document.ts";
import { heightOf, widthOf } from "../../../core/geometry.ts";
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
} as const;

export function noticeText(notice: AnyNotice): string {
  switch (notice.code) {
    case "too-small":
      return "Too small to be a box, so nothing was drawn.";
    case "no-category":
      return "Add a class in the project's settings first.";
    case "nothing-to-paste":
      return "There is no box to paste here.";
    case "nothing-to-undo":
      return "Nothing more to undo or redo.";
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
    case "restored":
      return `Brought back ${counted(notice.count, "change")} from before.`;
  }
}

/** "car, suggested, 0.87, 120 by 64 at 300, 210" */
export function boxWords(box: Box, category: string): string {
  const marks = [box.occluded && "occluded", box.truncated && "truncated", box.crowd && "crowd"];
  const place = `${Math.round(widthOf(box))} by ${Math.round(heightOf(box))} at ${Math.round(box.x1)}, ${Math.round(box.y1)}`;
  return [category, statusWords(box), ...marks.filter(Boolean), place].join(", ");
}

function statusWords({ status, score }: Box): string {
  if (status === "predicted") return `suggested, ${(score ?? 0).toFixed(2)}`;
  return status === "rejected" ? "rejected" : "confirmed";
}

/** One word on whether the work is safe, and more words only where it is not. */
export function saveWords({ state, unsaved }: SaveSummary): string {
  switch (state) {
    case "saved":
      return "Saved";
    case "saving":
      return "Saving";
    case "offline":
      return `Offline, ${counted(unsaved, "change")} kept here`;
    case "signed-out":
      return `Needs you: signed out, ${counted(unsaved, "change")} kept here`;
    case "conflict":
      return "Needs you: two versions";
    case "refused":
      return "Needs you: not accepted";
  }
}
