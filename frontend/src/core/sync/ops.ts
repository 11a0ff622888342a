/**
 * What is sent to the server: the difference between what it has and what is on the screen, so that
 * an undo, a redo and an edit all take the same way.
 */

import type { Effort } from "../effort.ts";
import { type ImageState, sameWireBox, type WireBox } from "./wire.ts";

export type WireBoxes = ReadonlyMap<string, WireBox>;

/** One box that differs: `null` stands for "not there". */
export interface Difference {
  readonly key: string;
  readonly base: WireBox | null;
  readonly mine: WireBox | null;
  /** What is on its way to the server: it may be there already. Absent where nothing is. */
  readonly sent?: WireBox | null;
}

export interface SaveBody {
  /** The revision's UUID, made here: a request that is repeated finds its own row. */
  readonly id: string;
  readonly upsert: readonly WireBox[];
  readonly delete: readonly string[];
  readonly state?: ImageState;
  /** Why it is skipped or returned, or what is unsure about it. */
  readonly reason?: string;
  /** The state is a reviewer's verdict. */
  readonly review?: boolean;
  readonly based_on?: number;
  readonly effort?: Effort;
}

export type Operations = Pick<SaveBody, "upsert" | "delete">;

/** What is said along with a state. */
export type StateWords = Pick<SaveBody, "reason" | "review">;

/** More boxes than this go in several requests. */
export const MOST_PER_REQUEST = 200;

export const sameBoxOrNone = (a: WireBox | null, b: WireBox | null): boolean =>
  a === null || b === null ? a === b : sameWireBox(a, b);

/** The differences among the touched boxes; what was changed back has none. */
export function differences(
  touched: Iterable<string>,
  base: WireBoxes,
  mine: (key: string) => WireBox | null,
): Difference[] {
  const found: Difference[] = [];
  for (const key of touched) {
    const difference = { key, base: base.get(key) ?? null, mine: mine(key) };
    if (!sameBoxOrNone(difference.base, difference.mine)) found.push(difference);
  }
  return found;
}

export function operationsOf(changes: readonly Difference[]): Operations {
  const upsert: WireBox[] = [];
  const gone: string[] = [];
  for (const { key, mine } of changes) {
    if (mine === null) gone.push(key);
    else upsert.push(mine);
  }
  return { upsert, delete: gone };
}

export const keysOf = ({ upsert, delete: gone }: Operations): string[] => [
  ...upsert.map((box) => box.key),
  ...gone,
];

/** What the server has once it took these. */
export function withSaved(base: WireBoxes, operations: Operations): Map<string, WireBox> {
  const boxes = new Map(base);
  for (const box of operations.upsert) boxes.set(box.key, box);
  for (const key of operations.delete) boxes.delete(key);
  return boxes;
}

export const byKey = (boxes: Iterable<WireBox>): Map<string, WireBox> =>
  new Map(Array.from(boxes, (box) => [box.key, box]));
