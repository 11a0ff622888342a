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
}

export type Resolution = "mine" | "theirs" | "both";

/** Changes that came from elsewhere and belong on the screen. */
export interface RemoteChange {
  readonly put: readonly WireBox[];
  readonly remove: readonly string[];
}

export interface Rebased {
  /** Keys of my changes that stand and are sent again on top of theirs. */
  readonly kept: readonly string[];
  readonly conflicts: readonly Conflict[];
  readonly remote: RemoteChange;
}

/** My unsaved changes on top of what the server has now. */
export function rebase(base: WireBoxes, mine: readonly Difference[], theirs: WireBoxes): Rebased {
  const kept: string[] = [];
  const conflicts: Conflict[] = [];
  for (const change of mine) {
    const their = theirs.get(change.key) ?? null;
    if (sameBoxOrNone(their, change.mine)) continue;
    if (sameBoxOrNone(their, change.base)) kept.push(change.key);
    else conflicts.push({ key: change.key, mine: change.mine, theirs: their });
  }
  const touched = new Set(mine.map((change) => change.key));
  return { kept, conflicts, remote: changedByOthers(base, theirs, touched) };
}

function changedByOthers(
  base: WireBoxes,
  theirs: WireBoxes,
  touched: ReadonlySet<string>,
): RemoteChange {
  const put = [...theirs.values()].filter(
    (box) => !touched.has(box.key) && !sameBoxOrNone(base.get(box.key) ?? null, box),
  );
  const remove = [...base.keys()].filter((key) => !touched.has(key) && !theirs.has(key));
  return { put, remove };
}
