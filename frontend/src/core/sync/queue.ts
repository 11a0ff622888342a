/**
 * Sends one image's changes: batched, one request in flight, repeated until the server has them.
 * Nothing a person did is dropped: a lost network waits, a lost session waits for the person, a
 * conflict is shown, a refusal is kept and shown. Knows the network only as a `SaveTransport`.
 */

import {
  type Authors,
  type Conflict,
  NOBODY,
  type RemoteChange,
  type Resolution,
} from "./conflict.ts";
import type { JournalEntry } from "./journal-entry.ts";
import { Keeper } from "./keeper.ts";
import { byKey, MOST_PER_REQUEST, operationsOf, type SaveBody, type StateWords } from "./ops.ts";
import { Pace } from "./pace.ts";
import { patient } from "./patient.ts";
import type { SaverOptions, SaveState } from "./saver-host.ts";
import type { Failure, Refusal, Saved, SaveOutcome, SaveTransport } from "./transport.ts";
import { Unsaved } from "./unsaved.ts";
import { WantedState } from "./wanted.ts";
import type { ImageState, WireBox } from "./wire.ts";

interface Request {
  readonly revision: number;
  readonly body: SaveBody;
}

const BATCH_MS = 400;
/** A server that refuses each new attempt at once is left in peace for a while. */
const MOST_CONFLICTS_IN_A_ROW = 3;

export class Saver {
  readonly image: number;
  readonly #options: SaverOptions;
  readonly #transport: SaveTransport;
  readonly #unsaved: Unsaved;
  readonly #keeper: Keeper;
  readonly #pace: Pace;
  #revision: number;
  readonly #wanted: WantedState;
  #inFlight: Request | null = null;
  #isSending = false;
  /** The server is known to have what was not read yet: that comes before the next request. */
  #isBehind = false;
  /** Whose that is. */
  #authors: Authors = NOBODY;
  #failure: Failure | null = null;
  #conflictsInARow = 0;

  constructor(options: SaverOptions) {
    const { annotation, clock, host, image, journal, transport } = options;
    this.#options = options;
    this.#transport = patient(transport);
    this.image = image;
    this.#revision = annotation.revision;
    this.#wanted = new WantedState(annotation.state);
    this.#unsaved = new Unsaved(annotation.boxes, (key) => host.boxOf(key));
    this.#keeper = new Keeper({ image, journal, unsaved: this.#unsaved, wanted: this.#wanted });
    this.#pace = new Pace(clock, () => void this.#send());
  }

  get state(): SaveState {
    if (this.#failure?.kind === "refused") return "refused";
    if (this.#failure?.kind === "signed-out") return "signed-out";
    if (this.#unsaved.isContested) return "conflict";
    if (!this.hasUnsaved) return "saved";
    return this.#failure === null ? "saving" : "offline";
  }

  get refusal(): Refusal | null {
    return this.#failure?.kind === "refused" ? this.#failure : null;
  }

  get conflicts(): readonly Conflict[] {
    return this.#unsaved.conflicts;
  }

  /** The newest revision that is known here. */
  get revision(): number {
    return this.#revision;
  }

  /** The image's state as the person wants it. */
  get imageState(): ImageState {
    return this.#wanted.current;
  }

  get hasUnsaved(): boolean {
    return this.#keeper.hasUnsaved;
  }

  /** Number of changes that the server does not have yet. */
  get unsaved(): number {
    return this.#unsaved.size + (this.#wanted.unsaved === null ? 0 : 1);
  }

  /** These boxes may have changed; sent together with what follows in the next moment. */
  touch(keys: Iterable<string>): void {
    const touched = [...keys];
    this.#unsaved.touch(touched);
    // Whatever was refused may be mended by this change.
    if (this.#failure?.kind === "refused") this.#failure = null;
    this.#keeper.append(touched);
    this.#schedule(BATCH_MS);
  }

  setState(state: ImageState, words: StateWords | null = null): void {
    const isVerdict = words?.review === true;
    if (state === this.imageState && !this.hasUnsaved && !isVerdict) return;

    this.#wanted.want(state, words);
    this.#keeper.append([]);
    this.#schedule(0);
  }

  /** Sends at once what waits, also after a failure: the network is back, or a person asked. */
  flush(): void {
    this.#failure = null;
    this.#schedule(0);
  }

  /** Others saved a newer revision: reads it, as soon as nothing else is on its way. */
  catchUp(revision: number, by: readonly string[]): void {
    if (revision <= this.#revision || this.#isSending || this.#failure !== null) return;
    this.#isBehind = true;
    this.#authors = { names: by };
    this.#schedule(0);
  }

  resolve(key: string, resolution: Resolution): void {
    const { mine, theirs } = this.#unsaved.conflictAt(key);
    if (!this.#unsaved.settle(key)) return;

    if (resolution === "both" && mine !== null && theirs !== null) {
      this.#unsaved.touch([this.#options.host.duplicate(mine)]);
    }
    const isMine = resolution === "mine" || (resolution === "both" && theirs === null);
    if (isMine) this.#unsaved.touch([key]);
    else this.#show(theirs === null ? only([], [key]) : only([theirs], []));
    this.#keeper.replace();
    this.#schedule(0);
  }

  /** Takes up changes that a journal kept from before a reload. */
  restore({ changes, state, words }: JournalEntry): void {
    this.#unsaved.restore(changes);
    this.#wanted.restore(state, words ?? null);
    this.#keeper.replace();
    this.#schedule(0);
  }

  /** Gives up what could not be saved, because the person said so, and shows what the server has. */
  discard(): void {
    const before = this.#unsaved.clear();
    this.#inFlight = null;
    this.#wanted.forget();
    this.#failure = null;
    this.#show(before);
    this.#keeper.replace();
    this.#options.host.changed();
  }

  /** Another window has the image: neither the server nor the journal hears of it from here. */
  pause(): void {
    this.#keeper.isPaused = true;
    this.#pace.stop();
  }

  /** The image is this window's; what was done meanwhile counts. */
  resume(): void {
    if (!this.#keeper.isPaused) return;
    this.#keeper.isPaused = false;
    if (!this.hasUnsaved) return;
    this.#keeper.replace();
    this.#schedule(0);
  }

  #schedule(ms: number): void {
    this.#options.host.changed();
    if (this.#failure === null && this.#mayAsk) this.#pace.within(ms);
  }

  /** Reading is allowed to everybody. */
  get #mayAsk(): boolean {
    return !this.#keeper.isPaused || this.#isBehind;
  }

  async #send(): Promise<void> {
    if (this.#isSending || !this.#mayAsk) return;
    this.#isSending = true;
    try {
      if (this.#isBehind) await this.#reload();
      else await this.#sendNext();
    } catch (error) {
      // A mistake of ours must not end the saving: it is tried again, and the console hears of it.
      this.#failure = { kind: "unavailable" };
      throw error;
    } finally {
      this.#isSending = false;
      this.#keeper.replaceLittle();
      this.#goOn();
    }
  }

  async #sendNext(): Promise<void> {
    this.#inFlight ??= this.#nextRequest();
    if (this.#inFlight === null) {
      this.#succeed();
      return;
    }

    const { revision, body } = this.#inFlight;
    this.#options.host.changed();
    await this.#take(await this.#transport.save(this.image, revision, body), body);
  }

  #goOn(): void {
    if (this.#mayAsk) {
      if (this.#failure?.kind === "unavailable") this.#pace.afterFailure();
      else if (this.#failure === null && this.#hasSomethingToSend()) this.#pace.within(0);
    }
    this.#options.host.changed();
  }

  #hasSomethingToSend(): boolean {
    return this.#inFlight !== null || this.#unsaved.isWaiting || this.#sendableState() !== null;
  }

  /** An image is not finished while two people disagree about a box in it. */
  #sendableState(): ImageState | null {
    return this.#unsaved.isContested ? null : this.#wanted.unsaved;
  }

  /** The next request, or null when there is nothing that may be sent. */
  #nextRequest(): Request | null {
    const changes = this.#unsaved.takeBatch(MOST_PER_REQUEST);
    const isLast = !this.#unsaved.isWaiting;
    const state = isLast ? this.#sendableState() : null;
    if (changes.length === 0 && state === null) return null;

    const { basedOn, host, newKey } = this.#options;
    const body: SaveBody = {
      id: newKey(),
      ...operationsOf(changes),
      ...(state === null ? {} : { state, ...this.#wanted.words }),
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
        return this.#takeConflict(outcome.by);
      case "refused":
        this.#takeBack(body);
        this.#failure = outcome;
        return;
      default:
        this.#failure = outcome;
    }
  }

  async #takeSaved(saved: Saved, body: SaveBody): Promise<void> {
    this.#succeed();
    this.#conflictsInARow = 0;
    this.#inFlight = null;
    const expected = this.#revision + 1;
    this.#revision = saved.revision;
    this.#wanted.read(saved.state);
    this.#wanted.landed(body.state);
    this.#unsaved.landed(body);
    this.#show(this.#unsaved.mergedWith(saved.merged));

    // The answer to a repeated request cannot tell what happened in between: look again.
    const isMergeUnknown = saved.revision > expected && isEmpty(saved.merged);
    if (isMergeUnknown || saved.adjusted.length > 0) await this.#reload();
  }

  /** The request is void: its changes wait again, for one with another id. */
  #takeBack(body: SaveBody): void {
    this.#inFlight = null;
    this.#unsaved.returned();
    if (body.effort !== undefined) this.#options.host.returnEffort(body.effort);
  }

  async #takeConflict(by: Authors): Promise<void> {
    this.#authors = by;
    this.#conflictsInARow += 1;
    if (this.#conflictsInARow <= MOST_CONFLICTS_IN_A_ROW) return this.#reload();
    this.#failure = { kind: "unavailable" };
  }

  /** Reads what the server has now; when it cannot, before the next request. */
  async #reload(): Promise<void> {
    this.#isBehind = true;
    const outcome = await this.#transport.annotation(this.image);
    if (outcome.kind !== "loaded") {
      this.#failure = outcome;
      return;
    }

    this.#isBehind = false;
    this.#succeed();
    this.#revision = outcome.annotation.revision;
    this.#wanted.read(outcome.annotation.state);
    const authors = this.#authors;
    this.#authors = NOBODY;
    this.#show(this.#unsaved.rebaseOn(byKey(outcome.annotation.boxes), authors));
  }

  #show(change: RemoteChange): void {
    if (change.put.length + change.remove.length > 0) this.#options.host.receive(change);
  }

  #succeed(): void {
    this.#failure = null;
    this.#pace.succeeded();
  }
}

const only = (put: readonly WireBox[], remove: readonly string[]): RemoteChange => ({
  put,
  remove,
  by: [],
});

const isEmpty = (merged: Saved["merged"]): boolean =>
  merged.upsert.length === 0 && merged.delete.length === 0;
