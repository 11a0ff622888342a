/**
 * An annotating session: which image is on the desk, which were there before, which come next, and
 * whether all of their work is saved. Knows the server only as a `SessionTransport`.
 */

import type { SheetImage } from "../open-image.ts";
import type { JournalEntry } from "../sync/journal-entry.ts";
import { Lookahead } from "./lookahead.ts";
import { Nearby } from "./nearby.ts";
import type { SessionOptions } from "./options.ts";
import { Shelf } from "./shelf.ts";
import { Showing } from "./showing.ts";
import type { Aside, SessionSnapshot } from "./snapshot.ts";
import { Steps } from "./steps.ts";
import { Way } from "./way.ts";

export class Session {
  readonly #options: SessionOptions;
  readonly #listeners = new Set<() => void>();
  readonly #shelf: Shelf;
  readonly #lookahead: Lookahead;
  readonly #showing: Showing;
  readonly #way: Way;
  readonly #steps: Steps;
  #finished = 0;
  #cached: SessionSnapshot | null = null;

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
        nearby.prepare();
        this.#changed();
      },
    });
    const nearby = new Nearby({
      transport,
      shelf: this.#shelf,
      way: this.#way,
      lookahead: this.#lookahead,
      prepare: options.prepare,
      isOpen: () => this.#showing.sheet !== null,
    });
    this.#showing = new Showing(options, {
      changed,
      outdated: (sheet) => void this.#steps.reopen(sheet),
    });
    this.#steps = new Steps(options, {
      shelf: this.#shelf,
      way: this.#way,
      lookahead: this.#lookahead,
      nearby,
      showing: this.#showing,
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
    // Asked beside the journal: that takes as long to open as the server takes to answer.
    const asked = image === null ? null : this.#options.transport.open(image);
    if (asked === null) void this.#lookahead.refill();
    const { count, images } = await this.#shelf.restore(this.#showing.holds);
    if (count > 0) this.#options.notify({ code: "restored", count });
    for (const id of images) this.#lookahead.withdraw(id);
    this.#way.append(...images.filter((id) => this.#shelf.isOpen(id)));
    if (image === null) await this.next();
    else await this.#steps.open(image, { asked });
  }

  /**
   * Goes to an image by its id: to where it was visited, or as the next one visited. Where its `row`
   * is known, its picture comes beside its boxes and not after them.
   */
  open(image: number, row: SheetImage | null = null): Promise<void> {
    return this.#steps.open(image, { row });
  }

  /** Goes on without finishing: to where the person already was, or to a new image. */
  next(): Promise<void> {
    return this.#steps.next();
  }

  previous(): Promise<void> {
    return this.#steps.previous();
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
    await this.#steps.goOn();
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
    await this.#steps.goOn();
  }

  /** Back to the first image that was passed over. */
  revisit(): Promise<void> {
    return this.#steps.revisit();
  }

  /** Tries again what failed: saving, and loading. */
  async retry(): Promise<void> {
    this.flush();
    await this.#steps.retry();
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
    this.#steps.end();
    this.#listeners.clear();
    this.#showing.end();
    this.#lookahead.end();
    this.#shelf.flush();
  }

  #changed(): void {
    this.#cached = null;
    this.#showing.holds.tidy();
    for (const listener of this.#listeners) listener();
  }
}
