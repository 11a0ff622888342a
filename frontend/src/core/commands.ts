/**
 * What a person can do to boxes. Each command looks at the document and answers with a change: a
 * value that says what was and what will be, so its inverse is the same value read backwards.
 */

import type { Box, BoxDocument, Status } from "./document.ts";
import { boundsOf, clamp, moveInside, type Rect, type Size, sameRect } from "./geometry.ts";

export interface Edit {
  readonly key: string;
  readonly before: Box | null;
  readonly after: Box | null;
}

export type ChangeName =
  | "draw"
  | "delete"
  | "move"
  | "resize"
  | "nudge"
  | "relabel"
  | "mark"
  | "accept"
  | "reject"
  | "paste"
  | "snap";

export interface Change {
  readonly name: ChangeName;
  readonly edits: readonly Edit[];
}

export type Mark = "occluded" | "truncated" | "crowd";

export const invert = (change: Change): Change => ({
  name: change.name,
  edits: change.edits
    .map(({ key, before, after }) => ({ key, before: after, after: before }))
    .reverse(),
});

export function apply(document: BoxDocument, change: Change): void {
  for (const { key, after } of change.edits) {
    if (after === null) document.remove(key);
    else document.put(after);
  }
}

/** One change with the effect of both, for gestures that come in small steps such as nudges. */
export function merge(first: Change, second: Change): Change {
  const edits = new Map(first.edits.map((edit) => [edit.key, edit]));
  for (const edit of second.edits) {
    const earlier = edits.get(edit.key);
    edits.set(edit.key, earlier === undefined ? edit : { ...edit, before: earlier.before });
  }
  return { name: second.name, edits: [...edits.values()] };
}

export const drawBox = (box: Box): Change => ({
  name: "draw",
  edits: [{ key: box.key, before: null, after: box }],
});

export const pasteBoxes = (boxes: readonly Box[]): Change | null =>
  changeOf(
    "paste",
    boxes.map((box) => ({ key: box.key, before: null, after: box })),
  );

/** Confirmed boxes go; predicted ones are rejected, so that they can be found again. */
export function deleteBoxes(document: BoxDocument, keys: Iterable<string>): Change | null {
  return changeEach("delete", document, keys, (box) =>
    box.status === "predicted" ? withStatus(box, "rejected") : null,
  );
}

/** New places for boxes, from a drag or a resize. Touching a prediction makes it the person's own. */
export function reshapeBoxes(
  name: "move" | "resize" | "nudge",
  document: BoxDocument,
  rects: ReadonlyMap<string, Rect>,
): Change | null {
  return changeEach(name, document, rects.keys(), (box) => {
    const rect = rects.get(box.key);
    return rect === undefined || sameRect(rect, box) ? box : adjusted({ ...box, ...rect });
  });
}

/** Moves boxes by whole image pixels; as a group, as far as the image allows. */
export function nudgeBoxes(
  document: BoxDocument,
  keys: Iterable<string>,
  dx: number,
  dy: number,
  image: Size,
): Change | null {
  const chosen = [...keys];
  const bounds = boundsOf(chosen.map((key) => document.get(key)).filter((box) => box !== null));
  if (bounds === null) return null;

  const right = clamp(dx, -bounds.x1, image.width - bounds.x2);
  const down = clamp(dy, -bounds.y1, image.height - bounds.y2);
  return changeEach("nudge", document, chosen, (box) => {
    const rect = moveInside(box, right, down, image);
    return sameRect(rect, box) ? box : adjusted({ ...box, ...rect });
  });
}

export function relabelBoxes(
  document: BoxDocument,
  keys: Iterable<string>,
  category: number,
): Change | null {
  return changeEach("relabel", document, keys, (box) => {
    if (box.category !== category) return adjusted({ ...box, category });
    // Naming the class it already has is a way of saying yes.
    return box.status === "predicted" ? accepted(box) : box;
  });
}

/** Sets the mark on all of them, or takes it away when all have it. */
export function markBoxes(
  document: BoxDocument,
  keys: readonly string[],
  mark: Mark,
): Change | null {
  const isSet = keys.every((key) => document.get(key)?.[mark] ?? true);
  return changeEach("mark", document, keys, (box) =>
    box[mark] === !isSet ? box : adopted({ ...box, [mark]: !isSet }),
  );
}

export const acceptBoxes = (document: BoxDocument, keys: Iterable<string>): Change | null =>
  changeEach("accept", document, keys, (box) => (box.status === "confirmed" ? box : accepted(box)));

export const rejectBoxes = (document: BoxDocument, keys: Iterable<string>): Change | null =>
  changeEach("reject", document, keys, (box) =>
    box.status === "predicted" ? withStatus(box, "rejected") : box,
  );

/** A proposal of the model takes the place of what was drawn, in the class that was meant. */
export function snapBox(
  document: BoxDocument,
  drawn: Box | null,
  proposal: string,
  category: number,
): Change | null {
  const before = document.get(proposal);
  if (before === null) return null;
  const after = before.category === category ? accepted(before) : adjusted({ ...before, category });
  const edits = [{ key: proposal, before, after }];
  return {
    name: "snap",
    edits: drawn === null ? edits : [{ key: drawn.key, before: drawn, after: null }, ...edits],
  };
}

const withStatus = (box: Box, status: Status): Box => ({ ...box, status });

const accepted = (box: Box): Box => ({ ...box, status: "confirmed", origin: "accepted" });

const adopted = (box: Box): Box => (box.status === "confirmed" ? box : accepted(box));

/** A model's box that a person changed says so; a drawn or imported one stays what it was. */
function adjusted(box: Box): Box {
  const isModels = box.status !== "confirmed" || box.origin === "accepted";
  return { ...box, status: "confirmed", origin: isModels ? "adjusted" : box.origin };
}

/** `next` gives the same box for "leave it", another for "this instead", null for "gone". */
function changeEach(
  name: ChangeName,
  document: BoxDocument,
  keys: Iterable<string>,
  next: (box: Box) => Box | null,
): Change | null {
  const edits: Edit[] = [];
  for (const key of keys) {
    const before = document.get(key);
    if (before === null) continue;
    const after = next(before);
    if (after !== before) edits.push({ key, before, after });
  }
  return changeOf(name, edits);
}

const changeOf = (name: ChangeName, edits: readonly Edit[]): Change | null =>
  edits.length === 0 ? null : { name, edits };
