/** What is done to many images, in words: before it is confirmed, and after. */

import type { BulkAction, BulkPreview, BulkRequest, Role } from "../../api/types.ts";
import { count, counted } from "../../format.ts";

export type Action = BulkRequest["action"];
/** What is chosen from the bar of the selection; an undo is not. */
export type Chosen = Exclude<Action, "undo">;

export const TITLE: Record<Action, string> = {
  finish: "Finish",
  skip: "Skip",
  reopen: "Reopen",
  review: "Send to a reviewer",
  first: "Give to the queue first",
  relabel: "Change a category",
  delete_boxes: "Delete boxes of a category",
  delete_images: "Delete images",
  undo: "Undo",
};

export const LEAST_ROLE: Record<Chosen, Role> = {
  finish: "annotator",
  skip: "annotator",
  reopen: "annotator",
  review: "annotator",
  relabel: "reviewer",
  delete_boxes: "reviewer",
  first: "manager",
  delete_images: "manager",
};

const images = (amount: number) => counted(amount, "image");
const boxes = (amount: number) => counted(amount, "box", "boxes");

/** The button that does it, with the number in it. */
export function confirmation(action: Chosen, found: BulkPreview): string {
  switch (action) {
    case "finish":
      return `Finish ${images(found.images)}`;
    case "skip":
      return `Skip ${images(found.images)}`;
    case "reopen":
      return `Reopen ${images(found.images)}`;
    case "review":
      return `Send ${images(found.images)}`;
    case "first":
      return `Give ${images(found.images)} first`;
    case "relabel":
      return `Change ${boxes(found.boxes)}`;
    case "delete_boxes":
      return `Delete ${boxes(found.boxes)}`;
    case "delete_images":
      return `Delete ${images(found.images)}`;
  }
}

/** What will happen, in sentences. */
export function foreseen(action: Chosen, found: BulkPreview): string[] {
  const said = [whatHappens(action, found)];
  if (action === "finish" && found.empty > 0) {
    said.push(
      `${images(found.empty)} without a box ${found.empty === 1 ? "counts" : "count"} as checked and empty from then on.`,
    );
  }
  if (found.unchanged > 0) said.push(`For ${images(found.unchanged)} there is nothing to do.`);
  if (found.left_alone > 0) {
    said.push(
      `${images(found.left_alone)} ${found.left_alone === 1 ? "is" : "are"} open in somebody else's editor and left alone.`,
    );
  }
  return said;
}

function whatHappens(action: Chosen, found: BulkPreview): string {
  const of = `${count(found.images)} of ${images(found.selected)}`;
  switch (action) {
    case "finish":
      return `${of} will be done, with the boxes that they have now. Suggestions that nobody accepted do not count.`;
    case "skip":
      return `${of} will be skipped.`;
    case "reopen":
      return `${of} will be to do again; their boxes stay.`;
    case "review":
      return `${of} will wait for a reviewer.`;
    case "first":
      return `${of} will come before everything else in the queue.`;
    case "relabel":
      return `${boxes(found.boxes)} on ${images(found.images)} will change.`;
    case "delete_boxes":
      return `${boxes(found.boxes)} on ${images(found.images)} will be deleted.`;
    case "delete_images":
      return `${of} will be deleted with ${boxes(found.boxes)} and their history. This cannot be undone.`;
  }
}

const report = (done: BulkAction, name: string) => Number(done.report?.[name] ?? 0);

const PAST: Record<Action, string> = {
  finish: "finished",
  skip: "skipped",
  reopen: "reopened",
  review: "sent to a reviewer",
  first: "given to the queue first",
  relabel: "changed",
  delete_boxes: "changed",
  delete_images: "deleted",
  undo: "put back",
};

/** One sentence once it is done. */
export function told(done: BulkAction): string {
  const changed = report(done, "changed");
  const on = report(done, "boxes");
  const what =
    on > 0 && done.action !== "delete_images"
      ? `${boxes(on)} on ${images(changed)}`
      : images(changed);
  const left = report(done, "left_alone");
  const rest = left > 0 ? ` ${images(left)} left alone: somebody has changed or opened them.` : "";
  return `${what} ${PAST[done.action]}.${rest}`;
}

export const canUndo = (done: BulkAction) =>
  done.action !== "delete_images" && !done.is_undone && report(done, "changed") > 0;
