/** Sentences for what just happened. */

import { counted } from "../../format.ts";
import { listed } from "./words.ts";
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
