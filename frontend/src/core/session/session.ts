/**
 * An annotating session: which image is on the desk, which were there before, which come next, and
 * whether all of their work is saved. Knows the server only as a `SessionTransport`.
 */

import type { SheetImage } from "../open-image.ts";
import type { Sheet } from "../sheet.ts";
import type { JournalEntry } from "../sync/journal-entry.ts";
import type { Failure } from "../sync/transport.ts";
import { Lookahead } from "./lookahead.ts";
import { Nearby } from "./nearby.ts";
import type { SessionOptions } from "./options.ts";
import { Shelf } from "./shelf.ts";
import { Showing } from "./showing.ts";
import type { Aside, SessionSnapshot } from "./snapshot.ts";
import { openedOf } from "./transport.ts";
import { Way } from "./way.ts";

/** Images kept in memory for going back; older ones are fetched again. */
const KEPT = 20;

export class Session {
  readonly #options: SessionOptions;
  readonly #listeners = new Set<() => void>();
  readonly #shelf: Shelf;
  readonly #lookahead: Lookahead;
  readonly #showing: Showing;
  readonly #way: Way;
  readonly #nearby: Nearby;
  #finished = 0;
  /** The place whose image did not come; null where it was the queue that did not answer. */
  #failedPlace: number | null = null;
  #cached: SessionSnapshot | null = null;
  /** Grows with each step, so that a slow answer to an older one is not shown. */
  #step = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { transport, journal, clock } = options;
    const changed = () => this.#changed();
    this.#shelf = new Shelf({
      transport,
      journal,
      clock,
      changed,
      received: (sheet, change) => this.#showing.received(sheet, change),
    });
    this.#way = new Way(this.#shelf);
    this.#lookahead = new Lookahead({
      transport,
      clock,
      held: () => [...(options.isReview ? this.#way.visited : []), ...this.#shelf.held()],
      layOut: (open) => this.#shelf.put(open),
      arrived: () => {
        this.#nearby.prepare();
        this.#changed();
      },
    });
    this.#nearby = new Nearby({
      transport,
      shelf: this.#shelf,
      way: this.#way,
      lookahead: this.#lookahead,
      prepare: options.prepare,
      isOpen: () => this.#showing.sheet !== null,
    });
    this.#showing = new Showing(options, {
      changed,
      outdated: (sheet) => void this.#reopen(sheet),
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  snapshot(): SessionSnapshot {
    if (this.#cached !== null) return this.#cached;
    this.#cached = {
      phase: this.#showing.phase,
      sheet: this.#showing.sheet,
      hasPrevious: this.#way.position > 0 || this.#options.transport.before !== undefined,
      save: this.#shelf.summary(),
      heldBy: this.#showing.heldBy,
      others: this.#showing.others,
      access: this.#showing.access,
      isGone: this.#showing.isGone,
      finished: this.#finished,
      trail: this.#way.trail(this.#lookahead.images),
    };
    return this.#cached;
  }

  get hasUnsaved(): boolean {
    return this.#shelf.hasUnsaved;
  }

  /** Brings back what a closed window left unsaved, then opens the image asked for, or the next. */
  async start(image: number | null): Promise<void> {
    const { count, images } = await this.#shelf.restore(this.#showing.holds);
    if (count > 0) this.#options.notify({ code: "restored", count });
    this.#way.append(...images.filter((id) => this.#shelf.isOpen(id)));
    if (image !== null) await this.open(image);
    else await this.next();
  }

  /**
   * Goes to an image by its id: to where it was visited, or as the next one visited. Where its `row`
   * is known, its picture comes beside its boxes and not after them.
   */
  async open(image: number, row: SheetImage | null = null): Promise<void> {
    if (row !== null) this.#way.announce(row);
    this.#lookahead.withdraw(image);
    await this.#goTo(this.#way.placeOf(image));
  }

  /** Goes on without finishing: to where the person already was, or to a new image. */
  async next(): Promise<void> {
    if (this.#way.isAtEnd) await this.#takeFromQueue();
    else await this.#goTo(this.#way.position + 1);
  }

  async previous(): Promise<void> {
    if (this.#way.position > 0) await this.#goTo(this.#way.position - 1);
    else await this.#leafBack();
  }

  /** Before the first image that was here, where images have an order of their own. */
  async #leafBack(): Promise<void> {
    const first = this.#way.visited[0];
    const outcome = first === undefined ? undefined : await this.#options.transport.before?.(first);
    const opened = outcome && openedOf(outcome);
    if (opened === undefined || this.#way.visited[0] !== first) return;

    this.#begin();
    this.#way.prepend(opened.image.id);
    this.#show(this.#shelf.put(opened), 0);
  }

  /**
   * Marks the image done and goes on; `left` suggestions were shown and not confirmed. A reviewer's
   * word on somebody's work says so.
   */
  async finish(left: number, { isVerdict = false } = {}): Promise<void> {
    const { sheet } = this.#showing;
    if (sheet === null) return;
    if (sheet.isReadOnly) return this.next();

    if (sheet.saver.imageState !== "done" || isVerdict) this.#finished += 1;
    sheet.saver.setState("done", isVerdict ? { review: true } : null);
    if (left > 0) this.#options.notify({ code: "not-kept", count: left, image: sheet.image });
    await this.#goOn();
  }

  /** Puts the image away without finishing it, and says why where there is something to say. */
  async putAside(state: Aside, reason = ""): Promise<void> {
    const { sheet } = this.#showing;
    if (sheet === null) return;
    if (sheet.isReadOnly) return this.next();

    const isVerdict = state === "returned" ? { review: true } : {};
    const { image, saver } = sheet;
    saver.setState(state, { ...(reason === "" ? {} : { reason }), ...isVerdict });
    this.#options.notify({ code: "put-aside", state, image });
    await this.#goOn();
  }

  /** Back to the first image that was passed over. */
  async revisit(): Promise<void> {
    const place = this.#way.openAfter(-1);
    if (place !== null) await this.#goTo(place);
  }

  /** Tries again what failed: saving, and loading. */
  async retry(): Promise<void> {
    this.flush();
    const { name } = this.#showing.phase;
    if (name === "open" || name === "loading") return;
    if (this.#failedPlace === null) await this.#takeFromQueue();
    else await this.#goTo(this.#failedPlace);
  }

  /** Takes the image on the desk from the other window that has it. */
  takeOver(): Promise<void> {
    return this.#showing.takeOver();
  }

  /** Unsaved work whose images are gone: what it was, before it is forgotten. */
  get orphans(): readonly JournalEntry[] {
    return this.#shelf.orphans;
  }

  forgetOrphans(): void {
    this.#shelf.forgetOrphans();
    this.#changed();
  }

  /** The page goes away: nobody is at the image any more. */
  depart(): void {
    this.#showing.depart();
    this.#shelf.flush();
  }

  /** Sends everything that waits, at once. */
  flush(): void {
    this.#shelf.flush();
  }

  /** A sign of work: the time since the last one counts for this image. */
  sign(): void {
    this.#showing.sign();
  }

  /** Gives back what was reserved and not begun. What is unsaved goes on being sent. */
  end(): void {
    this.#step += 1;
    this.#listeners.clear();
    this.#showing.end();
    this.#lookahead.end();
    this.#shelf.flush();
  }

  /** To the next visited image that is still to be done, else to a new one. */
  async #goOn(): Promise<void> {
    const place = this.#way.openAfter(this.#way.position);
    if (place !== null) await this.#goTo(place);
    else await this.#takeFromQueue();
  }

  async #takeFromQueue(): Promise<void> {
    const step = this.#begin();
    if (this.#lookahead.isEmpty) {
      this.#showing.wait();
      const failure = await this.#lookahead.refill();
      if (step !== this.#step) return;
      if (failure !== null && this.#lookahead.isEmpty) {
        this.#fail(failure, null);
        return;
      }
    }
    const sheet = this.#lookahead.take();
    if (sheet !== null) this.#show(sheet, this.#way.append(sheet.image.id));
    else this.#showing.clear({ name: "empty", passedOver: this.#way.passedOver });
  }

  async #goTo(place: number): Promise<void> {
    const step = this.#begin();
    const image = this.#way.visited[place];
    if (image === undefined) return;

    const known = this.#shelf.get(image);
    if (known !== null) return this.#show(known, place);
    const row = this.#way.look(image)?.image;
    if (row !== undefined) this.#options.expect?.(row);
    this.#showing.wait();
    const outcome = await this.#options.transport.open(image);
    if (step !== this.#step) return;

    const opened = openedOf(outcome);
    if (opened !== undefined) this.#show(this.#shelf.put(opened), place);
    else if (outcome.kind !== "opened") {
      this.#way.stand(place);
      this.#fail(outcome, place);
    }
  }

  #begin(): number {
    this.#step += 1;
    this.#failedPlace = null;
    const { sheet } = this.#showing;
    if (sheet !== null) {
      this.#way.leave(sheet);
      sheet.effort.pause();
    }
    return this.#step;
  }

  #show(sheet: Sheet, place: number): void {
    this.#way.stand(place);
    const ahead = this.#lookahead.images.map(({ id }) => id);
    this.#shelf.keep(new Set([...this.#way.near(KEPT), ...ahead]));
    this.#showing.lay(sheet);
    this.#nearby.prepare();
    void this.#lookahead.refill();
  }

  #fail(failure: Failure, place: number | null): void {
    this.#failedPlace = place;
    this.#showing.clear({ name: "failed", failure });
  }

  /** The sheet as the server has it now: another window worked on it, or will. */
  async #reopen(sheet: Sheet): Promise<void> {
    const opened = openedOf(await this.#options.transport.open(sheet.image.id));
    if (opened === undefined || this.#shelf.get(sheet.image.id) !== sheet) return;

    this.#shelf.drop(sheet.image.id);
    if (sheet === this.#showing.sheet) this.#show(this.#shelf.put(opened), this.#way.position);
  }

  #changed(): void {
    this.#cached = null;
    this.#showing.holds.tidy();
    for (const listener of this.#listeners) listener();
  }
}
