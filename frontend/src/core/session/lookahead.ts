/** The next images of the queue, reserved ahead so that going on never waits. */

import type { OpenImage, SheetImage } from "../sheet.ts";
import type { Failure } from "../sync/transport.ts";
import type { SessionTransport } from "./transport.ts";

const AHEAD = 3;

export class Lookahead {
  readonly #transport: SessionTransport;
  readonly #held: () => readonly number[];
  readonly #arrived: () => void;
  #waiting: OpenImage[] = [];
  #asking: Promise<Failure | null> = Promise.resolve(null);
  #isOver = false;

  /** `held` names images that must not be handed out again. */
  constructor(transport: SessionTransport, held: () => readonly number[], arrived: () => void) {
    this.#transport = transport;
    this.#held = held;
    this.#arrived = arrived;
  }

  get images(): SheetImage[] {
    return this.#waiting.map(({ image }) => image);
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  take(): OpenImage | null {
    return this.#waiting.shift() ?? null;
  }

  /** One in particular, because somebody does not wait for its turn; null where it is not here. */
  withdraw(image: number): OpenImage | null {
    const found = this.#waiting.find((waiting) => waiting.image.id === image) ?? null;
    this.#waiting = this.#waiting.filter((waiting) => waiting !== found);
    return found;
  }

  /** Asks for more, one request after the other; answers with why there is none. */
  refill(): Promise<Failure | null> {
    this.#asking = this.#asking.then(() => this.#ask());
    return this.#asking;
  }

  /** Gives back what was reserved and not begun. */
  end(): void {
    this.#isOver = true;
    this.#giveBack(this.#waiting);
    this.#waiting = [];
  }

  async #ask(): Promise<Failure | null> {
    const count = AHEAD - this.#waiting.length;
    if (count <= 0 || this.#isOver) return null;

    const outcome = await this.#transport.next(this.#excluded(), count);
    if (outcome.kind !== "opened") return outcome;
    const excluded = new Set(this.#excluded());
    const fresh = outcome.images.filter(({ image }) => !excluded.has(image.id));
    if (this.#isOver) this.#giveBack(fresh);
    else this.#waiting.push(...fresh);
    if (fresh.length > 0) this.#arrived();
    return null;
  }

  #excluded(): number[] {
    return [...new Set([...this.#held(), ...this.images.map(({ id }) => id)])];
  }

  #giveBack(images: readonly OpenImage[]): void {
    for (const { image } of images) this.#transport.release(image.id);
  }
}
