/** What a revision did, in words, and what of it can be drawn over the picture. */

import type { BoxChange, Revision } from "../../../api/history.ts";
import { counted } from "../../../format.ts";

/** What became of one box. */
export type ChangeKind =
  | "drawn"
  | "accepted"
  | "imported"
  | "deleted"
  | "moved"
  | "resized"
  | "relabelled"
  | "marked";

const VERBS: Record<ChangeKind, string> = {
  drawn: "drew",
  accepted: "accepted",
  imported: "imported",
  moved: "moved",
  resized: "resized",
  relabelled: "changed the class of",
  marked: "marked",
  deleted: "deleted",
};

type StoredBox = NonNullable<BoxChange["after"]>;

/** As fine as a person drags: what differs by less did not move. */
const CLOSE = 0.05;

export function kindOf({ before, after }: BoxChange): ChangeKind {
  if (after === null) return "deleted";
  if (before === null) return bornAs(after);
  if (before.category !== after.category) return "relabelled";
  if (isSamePlace(before, after)) return "marked";
  return isSameSize(before, after) ? "moved" : "resized";
}

const bornAs = ({ origin }: StoredBox): ChangeKind => {
  if (origin === "imported") return "imported";
  return origin === "drawn" ? "drawn" : "accepted";
};

const isClose = (a: number, b: number): boolean => Math.abs(a - b) < CLOSE;

const isSamePlace = (a: StoredBox, b: StoredBox): boolean =>
  isClose(a.x1, b.x1) && isClose(a.y1, b.y1) && isClose(a.x2, b.x2) && isClose(a.y2, b.y2);

const isSameSize = (a: StoredBox, b: StoredBox): boolean =>
  isClose(a.x2 - a.x1, b.x2 - b.x1) && isClose(a.y2 - a.y1, b.y2 - b.y1);

/** "drew 2 boxes, moved 1, deleted 1"; nothing where no box changed. */
export function changesWords({
  changes,
  change_count,
}: Pick<Revision, "changes" | "change_count">) {
  // Where only the first are known, their kinds say nothing of the others.
  if (change_count > changes.length) return `changed ${counted(change_count, "box", "boxes")}`;
  const counts = new Map<ChangeKind, number>();
  for (const change of changes) {
    const kind = kindOf(change);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const parts = (Object.keys(VERBS) as ChangeKind[]).flatMap((kind) => {
    const count = counts.get(kind);
    return count === undefined ? [] : [{ verb: VERBS[kind], count }];
  });
  return parts
    .map(({ verb, count }, at) => `${verb} ${at === 0 ? counted(count, "box", "boxes") : count}`)
    .join(", ");
}

const STEPS: Record<Revision["kind"], string> = {
  edit: "",
  finish: "Finished",
  skip: "Skipped",
  unsure: "Sent to review",
  reopen: "Reopened",
  review: "Approved",
  restore: "Brought back an earlier state",
  import: "Imported",
};

/** What was done with the image as a whole; empty where only boxes were changed. */
const stepWords = ({ kind, state }: Pick<Revision, "kind" | "state">): string =>
  kind === "review" && state === "returned" ? "Returned" : STEPS[kind];

/** "Finished: drew 2 boxes, moved 1" */
export function revisionWords(revision: Revision): string {
  const [step, changes] = [stepWords(revision), changesWords(revision)];
  if (step === "") return changes === "" ? "Changed nothing" : capitalised(changes);
  return changes === "" ? step : `${step}: ${changes}`;
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
