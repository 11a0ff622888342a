/**
 * What one image has that the server has not, and what the person does about it: saves it, takes a
 * side where two disagree, gives it up. Nothing a person did is dropped: a conflict is shown, a refusal
 * is kept and shown. `courier.ts` sends it.
 */

import type { Conflict, RemoteChange, Resolution } from "./conflict.ts";
import { Courier } from "./courier.ts";
import type { JournalEntry } from "./journal-entry.ts";
import { Keeper } from "./keeper.ts";
import type { StateWords } from "./ops.ts";
import type { SaverOptions, SaveState } from "./saver-host.ts";
import type { Refusal } from "./transport.ts";
import { Unsaved } from "./unsaved.ts";
import { WantedState } from "./wanted.ts";
import type { ImageState, WireBox } from "./wire.ts";

const BATCH_MS = 400;

export class Saver {
  readonly image: number;
  readonly #options: SaverOptions;
  readonly #unsaved: Unsaved;
  readonly #wanted: WantedState;
  readonly #keeper: Keeper;
  readonly #courier: Courier;

  constructor(options: SaverOptions) {
    const { annotation, host, image, journal } = options;
    this.#options = options;
    this.image = image;
    const wanted = new WantedState(annotation.state);
    const unsaved = new Unsaved(annotation.boxes, (key) => host.boxOf(key));
    const keeper = new Keeper({ image, journal, unsaved, wanted });
    this.#wanted = wanted;
    this.#unsaved = unsaved;
    this.#keeper = keeper;
    this.#courier = new Courier(options, { unsaved, wanted, keeper });
  }

  get state(): SaveState {
    if (this.#courier.failure?.kind === "refused") return "refused";
    if (this.#courier.failure?.kind === "signed-out") return "signed-out";
    if (this.#unsaved.isContested) return "conflict";
    if (!this.hasUnsaved) return "saved";
    return this.#courier.failure === null ? "saving" : "offline";
  }

  get refusal(): Refusal | null {
    return this.#courier.failure?.kind === "refused" ? this.#courier.failure : null;
  }

  get conflicts(): readonly Conflict[] {
    return this.#unsaved.conflicts;
  }

  /** The newest revision that is known here. */
  get revision(): number {
    return this.#courier.revision;
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
    if (this.#courier.failure?.kind === "refused") this.#courier.failure = null;
    this.#keeper.append(touched);
    this.#courier.schedule(BATCH_MS);
  }

  setState(state: ImageState, words: StateWords | null = null): void {
    const isVerdict = words?.review === true;
    if (state === this.imageState && !this.hasUnsaved && !isVerdict) return;

    this.#wanted.want(state, words);
    this.#keeper.append([]);
    this.#courier.schedule(0);
  }

  /** Sends at once what waits, also after a failure: the network is back, or a person asked. */
  flush(): void {
    this.#courier.failure = null;
    this.#courier.schedule(0);
  }

  /** Others saved a newer revision: it is read, as soon as nothing else is on its way. */
  catchUp(revision: number, by: readonly string[]): void {
    this.#courier.catchUp(revision, by);
  }

  resolve(key: string, resolution: Resolution): void {
    const { mine, theirs } = this.#unsaved.conflictAt(key);
    if (!this.#unsaved.settle(key)) return;

    if (resolution === "both" && mine !== null && theirs !== null) {
      this.#unsaved.touch([this.#options.host.duplicate(mine)]);
    }
    const isMine = resolution === "mine" || (resolution === "both" && theirs === null);
    if (isMine) this.#unsaved.touch([key]);
    else this.#courier.show(theirs === null ? only([], [key]) : only([theirs], []));
    this.#keeper.replace();
    this.#courier.schedule(0);
  }

  /** Takes up changes that a journal kept from before a reload. */
  restore({ changes, state, words }: JournalEntry): void {
    this.#unsaved.restore(changes);
    this.#wanted.restore(state, words ?? null);
    this.#keeper.replace();
    this.#courier.schedule(0);
  }

  /** Gives up what could not be saved, because the person said so, and shows what the server has. */
  discard(): void {
    const before = this.#unsaved.clear();
    this.#wanted.forget();
    this.#courier.drop();
    this.#courier.show(before);
    this.#keeper.replace();
    this.#options.host.changed();
  }

  /** Another window has the image: neither the server nor the journal hears of it from here. */
  pause(): void {
    this.#keeper.isPaused = true;
    this.#courier.stop();
  }

  /** The image is this window's; what was done meanwhile counts. */
  resume(): void {
    if (!this.#keeper.isPaused) return;
    this.#keeper.isPaused = false;
    if (!this.hasUnsaved) return;
    this.#keeper.replace();
    this.#courier.schedule(0);
  }
}

const only = (put: readonly WireBox[], remove: readonly string[]): RemoteChange => ({
  put,
  remove,
  by: [],
});
