/**
 * What one image has that the server has not: boxes that wait, boxes on their way, boxes that two
 * people changed. Knows no network and no time; `courier.ts` sends what is here.
 */

import {
  type Authors,
  authorOf,
  type Conflict,
  NOBODY,
  type RemoteChange,
  rebase,
} from "./conflict.ts";
import {
  byKey,
  type Difference,
  differences,
  type Operations,
  sameBoxOrNone,
  type WireBoxes,
  withSaved,
} from "./ops.ts";
import type { Saved } from "./transport.ts";
import type { WireBox } from "./wire.ts";

type BoxOrNone = WireBox | null;

interface Contest {
  /** As it was before both changed it: a reload finds the conflict again. */
  readonly base: BoxOrNone;
  readonly by: string | null;
}

const NOTHING: ReadonlyMap<string, BoxOrNone> = new Map();

export class Unsaved {
  #base: WireBoxes;
  readonly #boxOf: (key: string) => BoxOrNone;
  readonly #waiting = new Set<string>();
  #flying = NOTHING;
  readonly #contested = new Map<string, Contest>();

  /** `boxOf` tells how a box should be on the server; null when it should not be there. */
  constructor(boxes: readonly WireBox[], boxOf: (key: string) => BoxOrNone) {
    this.#base = byKey(boxes);
    this.#boxOf = boxOf;
  }

  get isEmpty(): boolean {
    return this.#waiting.size + this.#flying.size + this.#contested.size === 0;
  }

  get isWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  get isContested(): boolean {
    return this.#contested.size > 0;
  }

  /** Number of boxes. */
  get size(): number {
    let size = this.#waiting.size + this.#contested.size;
    for (const key of this.#flying.keys()) if (!this.#waiting.has(key)) size += 1;
    return size;
  }

  get conflicts(): readonly Conflict[] {
    return [...this.#contested.keys()].map((key) => this.conflictAt(key));
  }

  /** Both sides as they are now: either may have changed since they were found to differ. */
  conflictAt(key: string): Conflict {
    const by = this.#contested.get(key)?.by ?? null;
    return { key, mine: this.#boxOf(key), theirs: this.#base.get(key) ?? null, by };
  }

  /** These boxes may have changed; what was changed back needs no saving. */
  touch(keys: Iterable<string>): void {
    for (const key of keys) {
      if (this.#contested.has(key)) continue;
      this.#waiting.add(key);
      this.#forgetIfUnchanged(key);
    }
  }

  /** The next boxes to be sent: on their way from now on. */
  takeBatch(most: number): readonly Difference[] {
    const next = [...this.#waiting].slice(0, most);
    for (const key of next) this.#waiting.delete(key);
    const batch = this.#differencesOf(next);
    this.#flying = new Map(batch.map(({ key, mine }) => [key, mine]));
    return batch;
  }

  /** The server has these. */
  landed(saved: Operations): void {
    this.#base = withSaved(this.#base, saved);
    this.#flying = NOTHING;
    this.#forgetUnchanged();
  }

  /** The server refused what was on its way: it waits again. */
  returned(): void {
    const keys = this.#flying.keys();
    this.#flying = NOTHING;
    this.touch(keys);
  }

  /** Puts the unsaved changes on top of what the server has now; answers with what is to be shown. */
  rebaseOn(theirs: WireBoxes, authors: Authors = NOBODY): RemoteChange {
    // Now, while the old base still tells what was changed back: that is no change of mine.
    this.#forgetUnchanged();
    const changes = this.#differencesOf(this.#waiting);
    const { conflicts, remote } = rebase(this.#base, changes, theirs, authors);
    this.#base = theirs;
    this.#contest(conflicts, changes, authors);
    this.#forgetUnchanged();
    return this.#shownOf(remote);
  }

  /** Others changed these boxes meanwhile. */
  mergedWith({ by, ...operations }: Saved["merged"]): RemoteChange {
    return this.rebaseOn(withSaved(this.#base, operations), { names: by });
  }

  /** Takes up changes from before a reload. */
  restore(changes: readonly Difference[]): void {
    const { kept, conflicts } = rebase(this.#base, changes, this.#base);
    for (const key of kept) this.#waiting.add(key);
    this.#contest(conflicts, changes, NOBODY);
  }

  /** Ends the dispute about a box; false when there is none. */
  settle(key: string): boolean {
    return this.#contested.delete(key);
  }

  /** Gives all of it up; answers with what the server has instead. */
  clear(): RemoteChange {
    const keys = this.#keys();
    this.#waiting.clear();
    this.#contested.clear();
    this.#flying = NOTHING;
    return {
      put: keys.map((key) => this.#base.get(key)).filter((box) => box !== undefined),
      remove: keys.filter((key) => !this.#base.has(key)),
      by: [],
    };
  }

  /** For the journal: these boxes, or all that the server may not have. */
  differences(keys: Iterable<string> = this.#keys()): Difference[] {
    return [...new Set(keys)].map((key) => {
      const contest = this.#contested.get(key);
      const base = contest === undefined ? (this.#base.get(key) ?? null) : contest.base;
      const difference = { key, base, mine: this.#boxOf(key) };
      const sent = this.#flying.get(key);
      const isChangedAgain = sent !== undefined && !sameBoxOrNone(sent, difference.mine);
      return isChangedAgain ? { ...difference, sent } : difference;
    });
  }

  #keys(): string[] {
    return [...this.#waiting, ...this.#flying.keys(), ...this.#contested.keys()];
  }

  #differencesOf(keys: Iterable<string>): Difference[] {
    return differences(keys, this.#base, this.#boxOf);
  }

  #contest(conflicts: readonly Conflict[], changes: readonly Difference[], authors: Authors): void {
    const baseOf = new Map(changes.map(({ key, base }) => [key, base]));
    for (const { key } of conflicts) {
      this.#contested.set(key, { base: baseOf.get(key) ?? null, by: authorOf(key, authors) });
      this.#waiting.delete(key);
    }
  }

  /** What came from elsewhere, except where the person has unsaved work of their own. */
  #shownOf({ put, remove, by }: RemoteChange): RemoteChange {
    const isFree = (key: string) => !this.#waiting.has(key) && !this.#contested.has(key);
    return { put: put.filter((box) => isFree(box.key)), remove: remove.filter(isFree), by };
  }

  #forgetUnchanged(): void {
    for (const key of this.#waiting) this.#forgetIfUnchanged(key);
  }

  /** Unless another version of it is on its way: then it is a change all the same. */
  #forgetIfUnchanged(key: string): void {
    if (this.#flying.has(key)) return;
    if (sameBoxOrNone(this.#base.get(key) ?? null, this.#boxOf(key))) this.#waiting.delete(key);
  }
}
