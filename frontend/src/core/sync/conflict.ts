/**
 * Two people, one image: a three-way merge, box by box. What only one of them changed is merged
 * without asking; only a box that both changed, and differently, needs a person.
 */

import { type Difference, sameBoxOrNone, type WireBoxes } from "./ops.ts";
import type { WireBox } from "./wire.ts";

export interface Conflict {
  readonly key: string;
  readonly mine: WireBox | null;
  readonly theirs: WireBox | null;
  /** The other person's name, where it is known. */
  readonly by: string | null;
}

/** Who changed boxes elsewhere: all of them, and, where it was said, box by box. */
export interface Authors {
  readonly names: readonly string[];
  readonly ofBox?: ReadonlyMap<string, string>;
}

export const NOBODY: Authors = { names: [] };

export const authorOf = (key: string, { names, ofBox }: Authors): string | null =>
  ofBox?.get(key) ?? (names.length === 1 ? (names[0] ?? null) : null);

export type Resolution = "mine" | "theirs" | "both";

/** Changes that came from elsewhere and belong on the screen. */
export interface RemoteChange {
  readonly put: readonly WireBox[];
  readonly remove: readonly string[];
  readonly by: readonly string[];
}

export interface Rebased {
  /** Keys of my changes that stand and are sent again on top of theirs. */
  readonly kept: readonly string[];
  readonly conflicts: readonly Conflict[];
  readonly remote: RemoteChange;
}

/** My unsaved changes on top of what the server has now. */
export function rebase(
  base: WireBoxes,
  mine: readonly Difference[],
  theirs: WireBoxes,
  authors: Authors = NOBODY,
): Rebased {
  const kept: string[] = [];
  const conflicts: Conflict[] = [];
  for (const change of mine) {
    const their = theirs.get(change.key) ?? null;
    if (sameBoxOrNone(their, change.mine)) continue;
    if (isFromMe(their, change)) kept.push(change.key);
    else {
      const by = authorOf(change.key, authors);
      conflicts.push({ key: change.key, mine: change.mine, theirs: their, by });
    }
  }
  const touched = new Set(mine.map((change) => change.key));
  const remote = { ...changedByOthers(base, theirs, touched), by: authors.names };
  return { kept, conflicts, remote };
}

/** Nobody else changed it: it is as it was, or as an answer that was lost would have told. */
const isFromMe = (their: WireBox | null, { base, sent }: Difference): boolean =>
  sameBoxOrNone(their, base) || (sent !== undefined && sameBoxOrNone(their, sent));

function changedByOthers(
  base: WireBoxes,
  theirs: WireBoxes,
  touched: ReadonlySet<string>,
): Omit<RemoteChange, "by"> {
  const put = [...theirs.values()].filter(
    (box) => !touched.has(box.key) && !sameBoxOrNone(base.get(box.key) ?? null, box),
  );
  const remove = [...base.keys()].filter((key) => !touched.has(key) && !theirs.has(key));
  return { put, remove };
}
