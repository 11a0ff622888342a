/**
 * The next images of the queue, reserved ahead so that going on never waits: their sheets are laid
 * out already, and stay reserved however long the person looks at one image.
 */

import type { OpenImage, SheetImage } from "../open-image.ts";
import type { Sheet } from "../sheet.ts";
import type { Clock, Failure } from "../sync/transport.ts";
import type { SessionTransport } from "./transport.ts";

const AHEAD = 3;
const LOOK_EVERY_MS = 60_000;
const RENEW_BEFORE_MS = 2 * LOOK_EVERY_MS;

export interface LookaheadOptions {
  readonly transport: SessionTransport;
  readonly clock: Clock;
  /** Images that must not be handed out again. */
  readonly held: () => readonly number[];
  readonly layOut: (open: OpenImage) => Sheet;
  readonly arrived: () => void;
}

export class Lookahead {
  readonly #options: LookaheadOptions;
  #waiting: Sheet[] = [];
  #asking: Promise<Failure | null> = Promise.resolve(null);
  #stopLooking: (() => void) | null = null;
  #isOver = false;

  constructor(options: LookaheadOptions) {
    this.#options = options;
  }

  get images(): SheetImage[] {
    return this.#waiting.map(({ image }) => image);
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  take(): Sheet | null {
    return this.#waiting.shift() ?? null;
  }

  /** Takes one out of its turn; null where it is not among them. */
  withdraw(image: number): Sheet | null {
    const sheet = this.#waiting.find((waiting) => waiting.image.id === image) ?? null;
    this.#waiting = this.#waiting.filter((waiting) => waiting !== sheet);
    return sheet;
  }

  /** Asks for more, one request after the other; answers with why there is none. */
  refill(): Promise<Failure | null> {
    this.#asking = this.#asking.then(() => this.#ask());
    return this.#asking;
  }

  /** Gives back what was reserved and not begun. */
  end(): void {
    this.#isOver = true;
    this.#stopLooking?.();
    this.#giveBack(this.images);
    this.#waiting = [];
  }

  async #ask(): Promise<Failure | null> {
    const count = AHEAD - this.#waiting.length;
    if (count <= 0 || this.#isOver) return null;

    const { transport, layOut, arrived } = this.#options;
    const outcome = await transport.next(this.#excluded(), count);
    if (outcome.kind !== "opened") return outcome;
    const excluded = new Set(this.#excluded());
    const fresh = outcome.images.filter(({ image }) => !excluded.has(image.id));
    if (this.#isOver) {
      this.#giveBack(fresh.map(({ image }) => image));
      return null;
    }
    this.#waiting.push(...fresh.map(layOut));
    this.#keepLooking();
    if (fresh.length > 0) arrived();
    return null;
  }

  #keepLooking(): void {
    this.#stopLooking?.();
    this.#stopLooking = this.#options.clock.after(LOOK_EVERY_MS, () => void this.#renew());
  }

  /** Reservations that end soon are prolonged; an image that somebody else has got by now is let go. */
  async #renew(): Promise<void> {
    const { transport, clock, arrived } = this.#options;
    const isEnding = (sheet: Sheet) => (sheet.leasedUntil ?? 0) - clock.now() <= RENEW_BEFORE_MS;
    for (const sheet of this.#waiting.filter(isEnding)) {
      const outcome = await transport.lease(sheet.image.id);
      if (outcome.kind === "leased") sheet.leasedUntil = outcome.until;
      else if (outcome.kind === "held" && this.withdraw(sheet.image.id) !== null) arrived();
    }
    if (this.#isOver) return;
    this.#keepLooking();
    void this.refill();
  }

  #excluded(): number[] {
    return [...new Set([...this.#options.held(), ...this.images.map(({ id }) => id)])];
  }

  #giveBack(images: readonly SheetImage[]): void {
    for (const { id } of images) this.#options.transport.release(id);
  }
}
