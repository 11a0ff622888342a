/** When the next request is due: soon, never later than promised, and rarer after each failure. */

import type { Clock } from "./transport.ts";

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;
const SHORTEST_RETRY_MS = 100;

export class Pace {
  readonly #clock: Clock;
  readonly #due: () => void;
  #failures = 0;
  #timer: { readonly at: number; readonly cancel: () => void } | null = null;

  constructor(clock: Clock, due: () => void) {
    this.#clock = clock;
    this.#due = due;
  }

  /** Within so many milliseconds: a steady hand must not put the save off for ever. */
  within(ms: number): void {
    const isSooner = this.#timer !== null && this.#timer.at <= this.#clock.now() + ms;
    if (!isSooner) this.#set(ms);
  }

  /** Doubling, with full jitter, so that many browsers do not come back in step. */
  afterFailure(): void {
    this.#failures += 1;
    const longest = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.#failures - 1));
    this.#set(Math.max(SHORTEST_RETRY_MS, this.#clock.random() * longest));
  }

  /** An answer came: the next failure is the first again. */
  succeeded(): void {
    this.#failures = 0;
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #set(ms: number): void {
    this.stop();
    const cancel = this.#clock.after(ms, () => {
      this.#timer = null;
      this.#due();
    });
    this.#timer = { at: this.#clock.now() + ms, cancel };
  }
}
