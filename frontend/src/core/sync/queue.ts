/**
 * Sends one image's changes: batched, one request in flight, repeated until the server has them.
 * Nothing a person did is dropped: a lost network waits, a lost session waits for the person, a
 * conflict is shown, a refusal is kept and shown. Knows the network only as a `SaveTransport`.
 */

import type { Effort } from "../effort.ts";
import { type Conflict, type RemoteChange, type Resolution, rebase } from "./conflict.ts";
import type { Journal } from "./journal-entry.ts";
import {
  byKey,
  type Difference,
  differences,
  keysOf,
  MOST_PER_REQUEST,
  operationsOf,
  type SaveBody,
  type WireBoxes,
  withSaved,
} from "./ops.ts";
import type { Clock, Failure, Refusal, Saved, SaveOutcome, SaveTransport } from "./transport.ts";
import type { ImageState, WireAnnotation, WireBox } from "./wire.ts";

export type SaveState = "saved" | "saving" | "offline" | "signed-out" | "conflict" | "refused";

/** What the saver asks of the annotation it saves. */
export interface SaverHost {
  /** The box as it should be on the server; null when it should not be there. */
  boxOf(key: string): WireBox | null;
  takeEffort(): Effort;
  /** The request did not count after all; its effort goes with the next. */
  returnEffort(effort: Effort): void;
  /** Boxes that somebody else changed, to be shown. */
  receive(change: RemoteChange): void;
  /** My version of a box under a new key, beside theirs; answers with the key. */
  duplicate(box: WireBox): string;
  changed(): void;
}

export interface SaverOptions {
  readonly image: number;
  readonly annotation: WireAnnotation;
  readonly basedOn: number | null;
  readonly transport: SaveTransport;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly host: SaverHost;
  readonly newKey: () => string;
}

interface Request {
  readonly revision: number;
  readonly body: SaveBody;
}

const BATCH_MS = 400;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;
/** A server that refuses each new attempt at once is left in peace for a while. */
const MOST_CONFLICTS_IN_A_ROW = 3;

export class Saver {
  readonly image: number;
  readonly #options: SaverOptions;
  #revision: number;
  #base: WireBoxes;
  #savedState: ImageState;
  #wantedState: ImageState | null = null;
  readonly #touched = new Set<string>();
  /** Boxes in conflict, as they were before both changed them: a reload finds the conflict again. */
  readonly #conflicting = new Map<string, WireBox | null>();
  #inFlight: Request | null = null;
  #isSending = false;
  /** The server is known to have what was not read yet: that comes before the next request. */
  #isBehind = false;
  #failure: Failure | null = null;
  #failures = 0;
  #conflictsInARow = 0;
  #timer: { readonly due: number; readonly cancel: () => void } | null = null;

  constructor(options: SaverOptions) {
    this.#options = options;
    this.image = options.image;
    this.#revision = options.annotation.revision;
    this.#base = byKey(options.annotation.boxes);
    this.#savedState = options.annotation.state;
  }

  get state(): SaveState {
    if (this.#failure?.kind === "refused") return "refused";
    if (this.#failure?.kind === "signed-out") return "signed-out";
    if (this.#conflicting.size > 0) return "conflict";
    if (!this.hasUnsaved) return "saved";
    return this.#failure === null ? "saving" : "offline";
  }

  get refusal(): Refusal | null {
    return this.#failure?.kind === "refused" ? this.#failure : null;
  }

  get conflicts(): readonly Conflict[] {
    return [...this.#conflicting.keys()].map((key) => this.#conflictAt(key));
  }

  /** The image's state as the person wants it. */
  get imageState(): ImageState {
    return this.#wantedState ?? this.#savedState;
  }

  get hasUnsaved(): boolean {
    return (
      this.#touched.size > 0 ||
      this.#conflicting.size > 0 ||
      this.#inFlight !== null ||
      this.#wantedState !== null
    );
  }

  /** Number of changes that the server does not have yet. */
  get unsaved(): number {
    return this.#unsavedChanges().length + (this.#wantedState === null ? 0 : 1);
  }

  /** These boxes may have changed; sent together with what follows in the next moment. */
  touch(keys: Iterable<string>): void {
    for (const key of keys) this.#touched.add(key);
    this.#forgetUnchanged();
    // Whatever was refused may be mended by this change.
    if (this.#failure?.kind === "refused") this.#failure = null;
    this.#keep();
    this.#schedule(BATCH_MS);
  }

  setState(state: ImageState): void {
    if (state === this.imageState && !this.hasUnsaved) return;

    this.#wantedState = state;
    this.#keep();
    this.#schedule(0);
  }

  /** Sends at once what waits, also after a failure: the network is back, or a person asked. */
  flush(): void {
    this.#failure = null;
    this.#schedule(0);
  }

  resolve(key: string, resolution: Resolution): void {
    const { mine, theirs } = this.#conflictAt(key);
    if (!this.#conflicting.delete(key)) return;

    if (resolution === "both" && mine !== null && theirs !== null) {
      this.#touched.add(this.#options.host.duplicate(mine));
    }
    if (resolution === "mine" || (resolution === "both" && theirs === null)) this.#touched.add(key);
    else this.#show(theirs === null ? { put: [], remove: [key] } : { put: [theirs], remove: [] });
    this.#keep();
    this.#schedule(0);
  }

  /** Takes up changes that a journal kept from before a reload. */
  restore(changes: readonly Difference[], state: ImageState | null): void {
    const { kept, conflicts } = rebase(this.#base, changes, this.#base);
    for (const key of kept) this.#touched.add(key);
    this.#contest(conflicts, changes);
    if (state !== null && state !== this.#savedState) this.#wantedState = state;
    this.#keep();
    this.#schedule(0);
  }

  /** Gives up what could not be saved, because the person said so. */
  discard(): void {
    this.#touched.clear();
    this.#conflicting.clear();
    this.#inFlight = null;
    this.#wantedState = null;
    this.#failure = null;
    this.#settle();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #schedule(ms: number): void {
    this.#options.host.changed();
    if (this.#failure !== null) return;

    const due = this.#options.clock.now() + ms;
    // Never later than promised: a steady hand must not put the save off for ever.
    if (this.#timer !== null && this.#timer.due <= due) return;
    this.#sendAfter(ms);
  }

  #sendAfter(ms: number): void {
    this.stop();
    const { clock } = this.#options;
    const cancel = clock.after(ms, () => {
      this.#timer = null;
      void this.#send();
    });
    this.#timer = { due: clock.now() + ms, cancel };
  }

  async #send(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    if (this.#isBehind) await this.#reload();
    else await this.#sendNext();
    this.#isSending = false;
    this.#keep();
    this.#goOn();
  }

  async #sendNext(): Promise<void> {
    this.#inFlight ??= this.#nextRequest();
    if (this.#inFlight === null) {
      this.#succeed();
      return;
    }

    const { revision, body } = this.#inFlight;
    this.#options.host.changed();
    const outcome = await this.#options.transport.save(this.image, revision, body);
    await this.#take(outcome, body);
  }

  #goOn(): void {
    if (this.#failure?.kind === "unavailable") this.#retryLater();
    else if (this.#failure === null && this.#hasSomethingToSend()) this.#schedule(0);
    else this.#options.host.changed();
  }

  #hasSomethingToSend(): boolean {
    return this.#inFlight !== null || this.#touched.size > 0 || this.#sendableState() !== null;
  }

  /** An image is not finished while two people disagree about a box in it. */
  #sendableState(): ImageState | null {
    return this.#conflicting.size === 0 ? this.#wantedState : null;
  }

  /** The next request, or null when there is nothing that may be sent. */
  #nextRequest(): Request | null {
    this.#forgetUnchanged();
    const changes = this.#changesOf(this.#touched).slice(0, MOST_PER_REQUEST);
    for (const { key } of changes) this.#touched.delete(key);
    const isLast = this.#touched.size === 0;
    const state = isLast ? this.#sendableState() : null;
    if (changes.length === 0 && state === null) return null;

    const { basedOn, host, newKey } = this.#options;
    const body: SaveBody = {
      id: newKey(),
      ...operationsOf(changes),
      ...(state === null ? {} : { state }),
      ...(basedOn === null ? {} : { based_on: basedOn }),
      ...(isLast ? { effort: host.takeEffort() } : {}),
    };
    return { revision: this.#revision, body };
  }

  async #take(outcome: SaveOutcome, body: SaveBody): Promise<void> {
    switch (outcome.kind) {
      case "saved":
        return this.#takeSaved(outcome, body);
      case "conflict":
        this.#takeBack(body);
        return this.#takeConflict();
      case "refused":
        this.#takeBack(body);
        return this.#fail(outcome);
      default:
        return this.#fail(outcome);
    }
  }

  async #takeSaved(saved: Saved, body: SaveBody): Promise<void> {
    this.#succeed();
    this.#conflictsInARow = 0;
    this.#inFlight = null;
    const expected = this.#revision + 1;
    this.#revision = saved.revision;
    this.#savedState = saved.state;
    this.#base = withSaved(this.#base, body);
    if (body.state === this.#wantedState) this.#wantedState = null;
    this.#rebaseOn(withSaved(this.#base, saved.merged));

    // The answer to a repeated request cannot tell what happened in between: look again.
    const isMergeUnknown = saved.revision > expected && isEmpty(saved.merged);
    if (isMergeUnknown || saved.adjusted.length > 0) await this.#reload();
  }

  /** The request is void: its changes wait again, for one with another id. */
  #takeBack(body: SaveBody): void {
    this.#inFlight = null;
    for (const key of keysOf(body)) this.#touched.add(key);
    if (body.effort !== undefined) this.#options.host.returnEffort(body.effort);
  }

  async #takeConflict(): Promise<void> {
    this.#conflictsInARow += 1;
    if (this.#conflictsInARow > MOST_CONFLICTS_IN_A_ROW) return this.#fail({ kind: "unavailable" });
    return this.#reload();
  }

  /** Reads what the server has now; when it cannot, before the next request. */
  async #reload(): Promise<void> {
    this.#isBehind = true;
    const outcome = await this.#options.transport.annotation(this.image);
    if (outcome.kind !== "loaded") return this.#fail(outcome);

    this.#isBehind = false;
    this.#succeed();
    this.#revision = outcome.annotation.revision;
    this.#savedState = outcome.annotation.state;
    this.#rebaseOn(byKey(outcome.annotation.boxes));
  }

  /** Puts the unsaved changes on top of what the server has now. */
  #rebaseOn(theirs: WireBoxes): void {
    // Now, while the old base still tells what was changed back: that is no change of mine.
    this.#forgetUnchanged();
    const changes = this.#changesOf(this.#touched);
    const { conflicts, remote } = rebase(this.#base, changes, theirs);
    this.#base = theirs;
    this.#contest(conflicts, changes);
    this.#forgetUnchanged();
    this.#show(remote);
  }

  #contest(conflicts: readonly Conflict[], changes: readonly Difference[]): void {
    const contested = new Set(conflicts.map(({ key }) => key));
    for (const { key, base } of changes) {
      if (!contested.has(key)) continue;
      this.#conflicting.set(key, base);
      this.#touched.delete(key);
    }
  }

  /** Both sides as they are now: either may have changed since they were found to differ. */
  #conflictAt(key: string): Conflict {
    return { key, mine: this.#options.host.boxOf(key), theirs: this.#base.get(key) ?? null };
  }

  /** Shows what came from elsewhere, except where the person has unsaved work of their own. */
  #show(change: RemoteChange): void {
    const isFree = (key: string) => !this.#touched.has(key) && !this.#conflicting.has(key);
    const put = change.put.filter((box) => isFree(box.key));
    const remove = change.remove.filter(isFree);
    if (put.length + remove.length > 0) this.#options.host.receive({ put, remove });
  }

  #fail(failure: Failure): void {
    this.#failure = failure;
    this.#failures += 1;
  }

  #succeed(): void {
    this.#failure = null;
    this.#failures = 0;
  }

  /** Doubling, with full jitter, so that many browsers do not come back in step. */
  #retryLater(): void {
    const longest = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.#failures - 1));
    this.#sendAfter(Math.max(100, this.#options.clock.random() * longest));
    this.#options.host.changed();
  }

  #settle(): void {
    this.#keep();
    this.#options.host.changed();
  }

  #changesOf(keys: Iterable<string>): Difference[] {
    const free = [...keys].filter((key) => !this.#conflicting.has(key));
    return differences(free, this.#base, (key) => this.#options.host.boxOf(key));
  }

  /** What was changed back needs no saving, unless the change itself is on its way. */
  #forgetUnchanged(): void {
    const flying = new Set(this.#inFlight === null ? [] : keysOf(this.#inFlight.body));
    const changed = new Set(this.#changesOf(this.#touched).map(({ key }) => key));
    for (const key of this.#touched) {
      if (!changed.has(key) && !flying.has(key)) this.#touched.delete(key);
    }
  }

  /** All that the server may not have: waiting, on its way, or in conflict. */
  #unsavedChanges(): Difference[] {
    const flying = this.#inFlight === null ? [] : keysOf(this.#inFlight.body);
    const { host } = this.#options;
    const contested = [...this.#conflicting].map(([key, base]) => ({
      key,
      base,
      mine: host.boxOf(key),
    }));
    return [...this.#changesOf(new Set([...this.#touched, ...flying])), ...contested];
  }

  #keep(): void {
    const { journal } = this.#options;
    const changes = this.#unsavedChanges();
    if (changes.length === 0 && this.#wantedState === null) journal.forget(this.image);
    else journal.keep({ image: this.image, changes, state: this.#wantedState });
  }
}

const isEmpty = (merged: Saved["merged"]): boolean =>
  merged.upsert.length === 0 && merged.delete.length === 0;
