/**
 * An annotating session: which image is on the desk, which were there before, which come next, and
 * whether all of their work is saved. Knows the server only as a `SessionTransport`.
 */

import type { Access, Sheet, SheetImage } from "../sheet.ts";
import type { RemoteChange } from "../sync/conflict.ts";
import type { Journal, JournalEntry } from "../sync/journal-entry.ts";
import type { Clock, Failure } from "../sync/transport.ts";
import { ALONE, type ClaimsFor } from "./claims.ts";
import { Holds } from "./holds.ts";
import { LeaseKeeper } from "./lease.ts";
import { Lookahead } from "./lookahead.ts";
import { type Direction, neighbouringPlaces } from "./neighbours.ts";
import { PresenceKeeper } from "./presence.ts";
import { type SaveSummary, Shelf } from "./shelf.ts";
import { keepTrail, type TrailImage, trailOf } from "./trail.ts";
import type { SessionTransport } from "./transport.ts";

/** What the person sees instead of the image, or that it is there. */
export type Phase =
  | { readonly name: "loading" }
  | { readonly name: "open" }
  /** The queue has nothing more; so many images were passed over in this session. */
  | { readonly name: "empty"; readonly passedOver: number }
  | { readonly name: "failed"; readonly failure: Failure };

/** States of an image that somebody put away. */
export type Aside = "skipped" | "unsure" | "returned";

export type SessionNotice =
  /** Suggestions that were shown but not confirmed when the image was done. */
  | { readonly code: "not-kept"; readonly count: number; readonly image: SheetImage }
  /** The image was put away without being finished; a way back is offered. */
  | { readonly code: "put-aside"; readonly state: Aside; readonly image: SheetImage }
  | { readonly code: "restored"; readonly count: number }
  /** Other people changed boxes of the image on the desk. */
  | { readonly code: "merged"; readonly count: number; readonly by: readonly string[] }
  /** So many boxes that saving and loading them takes a moment. */
  | { readonly code: "many-boxes"; readonly count: number };

export interface SessionSnapshot {
  readonly phase: Phase;
  readonly sheet: Sheet | null;
  readonly hasPrevious: boolean;
  readonly save: SaveSummary;
  /** Who else works on this image. */
  readonly heldBy: string | null;
  /** Who else has this image open. */
  readonly others: readonly string[];
  /** Whether the image may be changed here. */
  readonly access: Access;
  /** The image was deleted while it lay here. */
  readonly isGone: boolean;
  /** Images finished in this session. */
  readonly finished: number;
  /** The images that were here, in order, and after them those that come next. */
  readonly trail: readonly TrailImage[];
}

export interface SessionOptions {
  readonly transport: SessionTransport;
  readonly journal: Journal;
  readonly clock: Clock;
  /** Another sheet is to be shown, or none. */
  readonly show: (sheet: Sheet | null) => void;
  /** Images worth having ready beside the one on the desk, nearest first. */
  readonly prepare: (near: readonly SheetImage[]) => void;
  /** This image is about to be shown; its boxes are on their way. */
  readonly expect?: (image: SheetImage) => void;
  /** Somebody else changed the sheet on the desk. */
  readonly refreshed: () => void;
  readonly notify: (notice: SessionNotice) => void;
  /** The queue is that of a reviewer: what was passed over without a verdict does not come again. */
  readonly isReview?: boolean;
  /** How windows of this browser agree on who works on an image. */
  readonly claims?: ClaimsFor;
  /** This person may look at images, and not change them. */
  readonly isViewer?: boolean;
}

/** Images kept in memory for going back; older ones are fetched again. */
const KEPT = 20;
const MANY_BOXES = 5000;
const LOADING: Phase = { name: "loading" };

export class Session {
  readonly #options: SessionOptions;
  readonly #listeners = new Set<() => void>();
  readonly #shelf: Shelf;
  readonly #lookahead: Lookahead;
  readonly #lease: LeaseKeeper;
  readonly #presence: PresenceKeeper;
  readonly #holds: Holds;
  readonly #visited: number[] = [];
  /** Images whose sheets may have left the shelf: how they look, and how they were left. */
  readonly #seen = new Map<number, Pick<TrailImage, "image" | "state">>();
  #trail: readonly TrailImage[] = [];
  #position = -1;
  #direction: Direction = 1;
  /** The visited image that is being fetched before it is asked for. */
  #fetching: number | null = null;
  #phase: Phase = LOADING;
  #current: Sheet | null = null;
  #finished = 0;
  /** The place whose image did not come; null where it was the queue that did not answer. */
  #failedPlace: number | null = null;
  #cached: SessionSnapshot | null = null;
  /** Grows with each step, so that a slow answer to an older one is not shown. */
  #step = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { transport, journal, clock, claims = ALONE, isViewer = false } = options;
    const changed = () => this.#changed();
    this.#shelf = new Shelf({
      transport,
      journal,
      clock,
      changed,
      received: (sheet, change) => this.#received(sheet, change),
    });
    this.#lookahead = new Lookahead({
      transport,
      clock,
      held: () =>
        options.isReview ? [...this.#visited, ...this.#shelf.held()] : this.#shelf.held(),
      layOut: (open) => this.#shelf.put(open),
      arrived: () => {
        this.#prepare();
        this.#changed();
      },
    });
    this.#lease = new LeaseKeeper(transport, clock, changed);
    this.#presence = new PresenceKeeper(transport, clock, changed);
    this.#holds = new Holds({
      claims,
      journal,
      isViewer,
      changed,
      restored: (sheet) => this.#restored(sheet),
      outdated: (sheet) => void this.#reopen(sheet),
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  snapshot(): SessionSnapshot {
    if (this.#cached !== null) return this.#cached;
    const ahead = this.#lookahead.images;
    const trail = trailOf(this.#visited, this.#position, ahead, (id) => this.#look(id));
    this.#trail = keepTrail(this.#trail, trail);
    this.#cached = {
      phase: this.#phase,
      sheet: this.#current,
      hasPrevious: this.#position > 0 || this.#options.transport.before !== undefined,
      save: this.#shelf.summary(),
      heldBy: this.#lease.heldBy,
      others: this.#presence.others,
      access: this.#current?.access ?? "ours",
      isGone: this.#presence.isGone,
      finished: this.#finished,
      trail: this.#trail,
    };
    return this.#cached;
  }

  get hasUnsaved(): boolean {
    return this.#shelf.hasUnsaved;
  }

  /** Brings back what a closed window left unsaved, then opens the image asked for, or the next. */
  async start(image: number | null): Promise<void> {
    const { count, images } = await this.#shelf.restore(this.#holds);
    if (count > 0) this.#options.notify({ code: "restored", count });
    this.#visited.push(...images.filter((id) => this.#shelf.isOpen(id)));
    if (image !== null) await this.open(image);
    else await this.next();
  }

  /**
   * Goes to an image by its id: to where it was visited, or as the next one visited. Where its `row`
   * is known, its picture comes beside its boxes and not after them.
   */
  async open(image: number, row: SheetImage | null = null): Promise<void> {
    if (row !== null && !this.#seen.has(image))
      this.#seen.set(image, { image: row, state: row.state });
    this.#lookahead.withdraw(image);
    let place = this.#visited.indexOf(image);
    if (place < 0) {
      place = this.#position + 1;
      this.#visited.splice(place, 0, image);
    }
    await this.#goTo(place);
  }

  /** Goes on without finishing: to where the person already was, or to a new image. */
  async next(): Promise<void> {
    if (this.#position < this.#visited.length - 1) await this.#goTo(this.#position + 1);
    else await this.#takeFromQueue();
  }

  async previous(): Promise<void> {
    if (this.#position > 0) await this.#goTo(this.#position - 1);
    else await this.#leafBack();
  }

  /** Before the first image that was here, where images have an order of their own. */
  async #leafBack(): Promise<void> {
    const first = this.#visited[0];
    if (first === undefined) return;
    const outcome = await this.#options.transport.before?.(first);
    const opened = outcome?.kind === "opened" ? outcome.images[0] : undefined;
    if (opened === undefined || this.#visited[0] !== first) return;

    this.#begin();
    this.#visited.unshift(opened.image.id);
    this.#show(this.#shelf.put(opened), 0);
  }

  /**
   * Marks the image done and goes on; `left` suggestions were shown and not confirmed. A reviewer's
   * word on somebody's work says so.
   */
  async finish(left: number, { isVerdict = false } = {}): Promise<void> {
    const sheet = this.#current;
    if (sheet === null) return;
    if (sheet.isReadOnly) {
      await this.next();
      return;
    }

    if (sheet.saver.imageState !== "done" || isVerdict) this.#finished += 1;
    sheet.saver.setState("done", isVerdict ? { review: true } : null);
    if (left > 0) this.#options.notify({ code: "not-kept", count: left, image: sheet.image });
    await this.#goOn();
  }

  /** Puts the image away without finishing it, and says why where there is something to say. */
  async putAside(state: Aside, reason = ""): Promise<void> {
    if (this.#current === null) return;
    if (this.#current.isReadOnly) {
      await this.next();
      return;
    }
    const isVerdict = state === "returned" ? { review: true } : {};
    const { image, saver } = this.#current;
    saver.setState(state, { ...(reason === "" ? {} : { reason }), ...isVerdict });
    this.#options.notify({ code: "put-aside", state, image });
    await this.#goOn();
  }

  /** Back to the first image that was passed over. */
  async revisit(): Promise<void> {
    const place = this.#visited.findIndex((image) => this.#shelf.isOpen(image));
    if (place >= 0) await this.#goTo(place);
  }

  /** Tries again what failed: saving, and loading. */
  async retry(): Promise<void> {
    this.flush();
    if (this.#phase.name === "open" || this.#phase.name === "loading") return;
    if (this.#failedPlace === null) await this.#takeFromQueue();
    else await this.#goTo(this.#failedPlace);
  }

  /** Takes the image on the desk from the other window that has it. */
  async takeOver(): Promise<void> {
    if (this.#current?.access === "elsewhere") await this.#holds.takeOver(this.#current);
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
    this.#presence.leave();
    this.#shelf.flush();
  }

  /** Sends everything that waits, at once. */
  flush(): void {
    this.#shelf.flush();
  }

  /** A sign of work: the time since the last one counts for this image. */
  sign(): void {
    this.#current?.effort.sign(this.#options.clock.now());
  }

  /** Gives back what was reserved and not begun. What is unsaved goes on being sent. */
  end(): void {
    this.#step += 1;
    this.#listeners.clear();
    this.#lease.letGo();
    this.#presence.leave();
    this.#holds.end();
    this.#lookahead.end();
    this.#shelf.flush();
  }

  /** To the next visited image that is still to be done, else to a new one. */
  async #goOn(): Promise<void> {
    const place = this.#visited.findIndex(
      (image, at) => at > this.#position && this.#shelf.isOpen(image),
    );
    if (place >= 0) await this.#goTo(place);
    else await this.#takeFromQueue();
  }

  async #takeFromQueue(): Promise<void> {
    const step = this.#begin();
    if (this.#lookahead.isEmpty) {
      this.#setPhase(LOADING);
      const failure = await this.#lookahead.refill();
      if (step !== this.#step) return;
      if (failure !== null && this.#lookahead.isEmpty) {
        this.#fail(failure, null);
        return;
      }
    }
    const sheet = this.#lookahead.take();
    if (sheet === null) {
      this.#runOut();
      return;
    }
    this.#visited.push(sheet.image.id);
    this.#show(sheet, this.#visited.length - 1);
  }

  async #goTo(place: number): Promise<void> {
    const step = this.#begin();
    const image = this.#visited[place];
    if (image === undefined) return;

    const known = this.#shelf.get(image);
    if (known !== null) {
      this.#show(known, place);
      return;
    }
    const row = this.#look(image)?.image;
    if (row !== undefined) this.#options.expect?.(row);
    this.#setPhase(LOADING);
    const outcome = await this.#options.transport.open(image);
    if (step !== this.#step) return;

    const opened = outcome.kind === "opened" ? outcome.images[0] : undefined;
    if (opened !== undefined) this.#show(this.#shelf.put(opened), place);
    else if (outcome.kind !== "opened") {
      this.#position = place;
      this.#fail(outcome, place);
    }
  }

  #begin(): number {
    this.#step += 1;
    const left = this.#current;
    if (left !== null) {
      this.#seen.set(left.image.id, { image: left.image, state: left.saver.imageState });
    }
    this.#failedPlace = null;
    this.#current?.effort.pause();
    return this.#step;
  }

  #show(sheet: Sheet, place: number): void {
    if (place !== this.#position) this.#direction = place > this.#position ? 1 : -1;
    this.#position = place;
    this.#current = sheet;
    const ahead = this.#lookahead.images.map(({ id }) => id);
    const near = this.#visited.slice(Math.max(0, place - KEPT), place + KEPT);
    this.#shelf.keep(new Set([...near, ...ahead]));
    this.#options.show(sheet);
    this.#holds.take(sheet);
    if (!sheet.isReadOnly) this.#lease.hold(sheet);
    this.#presence.attend(sheet);
    this.#warnOfMany(sheet);
    this.sign();
    this.#setPhase({ name: "open" });
    this.#prepare();
    void this.#lookahead.refill();
  }

  #runOut(): void {
    this.#showNothing();
    const passedOver = this.#visited.filter((image) => this.#shelf.isOpen(image)).length;
    this.#setPhase({ name: "empty", passedOver });
  }

  #fail(failure: Failure, place: number | null): void {
    this.#failedPlace = place;
    this.#showNothing();
    this.#setPhase({ name: "failed", failure });
  }

  #showNothing(): void {
    this.#current = null;
    this.#lease.letGo();
    this.#presence.leave();
    this.#options.show(null);
  }

  #setPhase(phase: Phase): void {
    this.#phase = phase;
    this.#changed();
  }

  #look(id: number): Pick<TrailImage, "image" | "state"> | undefined {
    const sheet = this.#shelf.get(id);
    if (sheet !== null) return { image: sheet.image, state: sheet.saver.imageState };
    return this.#seen.get(id);
  }

  #prepare(): void {
    if (this.#current === null) return;
    const ahead = this.#lookahead.images;
    const places = neighbouringPlaces(this.#position, this.#direction);
    const near = places.map((place) => {
      const visited = this.#visited[place];
      return visited === undefined
        ? ahead[place - this.#visited.length]
        : this.#look(visited)?.image;
    });
    this.#options.prepare(near.filter((image) => image !== undefined));
    void this.#fetchAgain(places);
  }

  /** A visited neighbour that has left the shelf comes back before the person does. */
  async #fetchAgain(places: readonly number[]): Promise<void> {
    if (this.#fetching !== null) return;
    const ids = places.map((place) => this.#visited[place]).filter((id) => id !== undefined);
    const missing = ids.find((id) => this.#shelf.get(id) === null);
    if (missing === undefined) return;

    this.#fetching = missing;
    const outcome = await this.#options.transport.open(missing);
    this.#fetching = null;
    const opened = outcome.kind === "opened" ? outcome.images[0] : undefined;
    if (opened === undefined || this.#current === null) return;
    this.#shelf.put(opened);
    this.#prepare();
  }

  /** The sheet as the server has it now: another window worked on it, or will. */
  async #reopen(sheet: Sheet): Promise<void> {
    const outcome = await this.#options.transport.open(sheet.image.id);
    const opened = outcome.kind === "opened" ? outcome.images[0] : undefined;
    if (opened === undefined || this.#shelf.get(sheet.image.id) !== sheet) return;

    this.#shelf.drop(sheet.image.id);
    if (sheet === this.#current) this.#show(this.#shelf.put(opened), this.#position);
  }

  #warnOfMany({ document }: Sheet): void {
    if (document.size <= MANY_BOXES) return;
    this.#options.notify({ code: "many-boxes", count: document.size });
  }

  #received(sheet: Sheet, change?: RemoteChange): void {
    const count = (change?.put.length ?? 0) + (change?.remove.length ?? 0);
    const by = change?.by ?? [];
    if (sheet === this.#current && count > 0 && by.length > 0) {
      this.#options.notify({ code: "merged", count, by });
    }
    if (sheet === this.#current) this.#options.refreshed();
    this.#changed();
  }

  #restored(sheet: Sheet): void {
    this.#options.notify({ code: "restored", count: sheet.saver.unsaved });
    this.#received(sheet);
  }

  #changed(): void {
    this.#cached = null;
    this.#holds.tidy();
    for (const listener of this.#listeners) listener();
  }
}
