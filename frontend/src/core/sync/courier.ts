/**
 * Carries one image's changes to the server: batched, one request in flight, repeated until the server
 * has them. A lost network waits, a lost session waits for the person, a conflict and what a merge
 * brought in come back as changes to be shown. Knows the network only as a `SaveTransport`.
 */

import { type Authors, NOBODY, type RemoteChange } from "./conflict.ts";
import type { Keeper } from "./keeper.ts";
import { byKey, MOST_PER_REQUEST, operationsOf, type SaveBody } from "./ops.ts";
import { Pace } from "./pace.ts";
import { patient } from "./patient.ts";
import type { SaverOptions } from "./saver-host.ts";
import type { Failure, Saved, SaveOutcome, SaveTransport } from "./transport.ts";
import type { Unsaved } from "./unsaved.ts";
import type { WantedState } from "./wanted.ts";
import type { ImageState } from "./wire.ts";

/** What there is to carry. */
export interface Load {
  readonly unsaved: Unsaved;
  readonly wanted: WantedState;
  readonly keeper: Keeper;
}

interface Request {
  readonly revision: number;
  readonly body: SaveBody;
}

/** A server that refuses each new attempt at once is left in peace for a while. */
const MOST_CONFLICTS_IN_A_ROW = 3;

export class Courier {
  /** Why the last request did not succeed; null when it did, or when it is to be tried again. */
  failure: Failure | null = null;
  readonly #options: SaverOptions;
  readonly #transport: SaveTransport;
  readonly #unsaved: Unsaved;
  readonly #wanted: WantedState;
  readonly #keeper: Keeper;
  readonly #pace: Pace;
  #revision: number;
  #inFlight: Request | null = null;
  #isSending = false;
  /** The server is known to have what was not read yet: that comes before the next request. */
  #isBehind = false;
  /** Whose that is. */
  #authors: Authors = NOBODY;
  #conflictsInARow = 0;

  constructor(options: SaverOptions, { unsaved, wanted, keeper }: Load) {
    this.#options = options;
    this.#transport = patient(options.transport);
    this.#revision = options.annotation.revision;
    this.#unsaved = unsaved;
    this.#wanted = wanted;
    this.#keeper = keeper;
    this.#pace = new Pace(options.clock, () => void this.#send());
  }

  /** The newest revision that is known here. */
  get revision(): number {
    return this.#revision;
  }

  /** Sends within so many milliseconds, unless a failure stands in the way. */
  schedule(ms: number): void {
    this.#options.host.changed();
    if (this.failure === null && this.#mayAsk) this.#pace.within(ms);
  }

  /** Others saved a newer revision: reads it, as soon as nothing else is on its way. */
  catchUp(revision: number, by: readonly string[]): void {
    if (revision <= this.#revision || this.#isSending || this.failure !== null) return;
    this.#isBehind = true;
    this.#authors = { names: by };
    this.schedule(0);
  }

  /** What was to be sent is given up. */
  drop(): void {
    this.#inFlight = null;
    this.failure = null;
  }

  stop(): void {
    this.#pace.stop();
  }

  show(change: RemoteChange): void {
    if (change.put.length + change.remove.length > 0) this.#options.host.receive(change);
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
      this.failure = { kind: "unavailable" };
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
    await this.#take(await this.#transport.save(this.#options.image, revision, body), body);
  }

  #goOn(): void {
    if (this.#mayAsk) {
      if (this.failure?.kind === "unavailable") this.#pace.afterFailure();
      else if (this.failure === null && this.#hasSomethingToSend()) this.#pace.within(0);
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
        this.failure = outcome;
        return;
      default:
        this.failure = outcome;
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
    this.show(this.#unsaved.mergedWith(saved.merged));

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
    this.failure = { kind: "unavailable" };
  }

  /** Reads what the server has now; when it cannot, before the next request. */
  async #reload(): Promise<void> {
    this.#isBehind = true;
    const outcome = await this.#transport.annotation(this.#options.image);
    if (outcome.kind !== "loaded") {
      this.failure = outcome;
      return;
    }

    this.#isBehind = false;
    this.#succeed();
    this.#revision = outcome.annotation.revision;
    this.#wanted.read(outcome.annotation.state);
    const authors = this.#authors;
    this.#authors = NOBODY;
    this.show(this.#unsaved.rebaseOn(byKey(outcome.annotation.boxes), authors));
  }

  #succeed(): void {
    this.failure = null;
    this.#pace.succeeded();
  }
}

const isEmpty = (merged: Saved["merged"]): boolean =>
  merged.upsert.length === 0 && merged.delete.length === 0;
