/**
 * From image to image: to one by its id, to the next and the one before, and to what was passed over.
 * A slow answer to an older step is not shown.
 */

import type { SheetImage } from "../open-image.ts";
import type { Sheet } from "../sheet.ts";
import type { Failure } from "../sync/transport.ts";
import type { Lookahead } from "./lookahead.ts";
import type { Nearby } from "./nearby.ts";
import type { SessionOptions } from "./options.ts";
import type { Shelf } from "./shelf.ts";
import type { Showing } from "./showing.ts";
import { type OpenOutcome, openedOf } from "./transport.ts";
import type { Way } from "./way.ts";

/** Images kept in memory for going back; older ones are fetched again. */
const KEPT = 20;

/** What the steps lead over. */
export interface Ground {
  readonly shelf: Shelf;
  readonly way: Way;
  readonly lookahead: Lookahead;
  readonly nearby: Nearby;
  readonly showing: Showing;
}

/** What there is of an image before it is opened. */
interface Known {
  /** With it the picture comes beside the boxes and not after them. */
  readonly row?: SheetImage | null;
  /** The server's answer, on its way. */
  readonly asked?: Promise<OpenOutcome> | null;
}

export class Steps {
  readonly #options: SessionOptions;
  readonly #shelf: Shelf;
  readonly #way: Way;
  readonly #lookahead: Lookahead;
  readonly #nearby: Nearby;
  readonly #showing: Showing;
  /** The place whose image did not come; null where it was the queue that did not answer. */
  #failedPlace: number | null = null;
  /** Grows with each step. */
  #step = 0;

  constructor(options: SessionOptions, { shelf, way, lookahead, nearby, showing }: Ground) {
    this.#options = options;
    this.#shelf = shelf;
    this.#way = way;
    this.#lookahead = lookahead;
    this.#nearby = nearby;
    this.#showing = showing;
  }

  /** Goes to an image by its id: to where it was visited, or as the next one visited. */
  async open(image: number, { row = null, asked = null }: Known): Promise<void> {
    if (row !== null) this.#way.announce(row);
    this.#lookahead.withdraw(image);
    await this.#goTo(this.#way.placeOf(image), asked);
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

  /** To the next visited image that is still to be done, else to a new one. */
  async goOn(): Promise<void> {
    const place = this.#way.openAfter(this.#way.position);
    if (place !== null) await this.#goTo(place);
    else await this.#takeFromQueue();
  }

  /** Back to the first image that was passed over. */
  async revisit(): Promise<void> {
    const place = this.#way.openAfter(-1);
    if (place !== null) await this.#goTo(place);
  }

  /** Tries again what did not come. */
  async retry(): Promise<void> {
    const { name } = this.#showing.phase;
    if (name === "open" || name === "loading") return;
    if (this.#failedPlace === null) await this.#takeFromQueue();
    else await this.#goTo(this.#failedPlace);
  }

  /** The sheet as the server has it now: another window worked on it, or will. */
  async reopen(sheet: Sheet): Promise<void> {
    const opened = openedOf(await this.#options.transport.open(sheet.image.id));
    if (opened === undefined || this.#shelf.get(sheet.image.id) !== sheet) return;

    this.#shelf.drop(sheet.image.id);
    if (sheet === this.#showing.sheet) this.#show(this.#shelf.put(opened), this.#way.position);
  }

  /** Nothing that is still under way is shown any more. */
  end(): void {
    this.#step += 1;
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

  async #goTo(place: number, asked: Promise<OpenOutcome> | null = null): Promise<void> {
    const step = this.#begin();
    const image = this.#way.visited[place];
    if (image === undefined) return;

    const known = this.#shelf.get(image);
    if (known !== null) return this.#show(known, place);
    const row = this.#way.look(image)?.image;
    if (row !== undefined) this.#options.expect?.(row);
    this.#showing.wait();
    const outcome = await (asked ?? this.#options.transport.open(image));
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
}
