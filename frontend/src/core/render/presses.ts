/** Presses that mean more by their time: the second of a double click, and a finger that stays. */

import type { ScreenPoint } from "../geometry.ts";

/** Closer than this in time, in milliseconds, and in place: a double click. */
const DOUBLE_MS = 400;
const DOUBLE_REACH = 6;
/** A finger that stays so long, in milliseconds, and so still, asks for the menu. */
const LONG_MS = 500;
const LONG_REACH = 8;

const isNear = (a: ScreenPoint, b: ScreenPoint, reach: number): boolean =>
  Math.hypot(a.x - b.x, a.y - b.y) <= reach;

export class Presses {
  #last: { readonly at: ScreenPoint; readonly time: number } | null = null;
  /** Whether the press that goes on is the second of a double click. */
  isSecond = false;

  /** `time` in milliseconds. */
  begin(at: ScreenPoint, time: number): void {
    const last = this.#last;
    this.isSecond =
      !this.isSecond &&
      last !== null &&
      time - last.time < DOUBLE_MS &&
      isNear(last.at, at, DOUBLE_REACH);
    this.#last = { at, time };
  }
}

export class LongPress {
  #running: { readonly at: ScreenPoint; readonly timer: number } | null = null;
  readonly #reached: (at: ScreenPoint) => void;

  constructor(reached: (at: ScreenPoint) => void) {
    this.#reached = reached;
  }

  begin(at: ScreenPoint): void {
    this.end();
    const timer = window.setTimeout(() => {
      this.#running = null;
      this.#reached(at);
    }, LONG_MS);
    this.#running = { at, timer };
  }

  moved(at: ScreenPoint): void {
    if (this.#running !== null && !isNear(this.#running.at, at, LONG_REACH)) this.end();
  }

  end(): void {
    if (this.#running !== null) window.clearTimeout(this.#running.timer);
    this.#running = null;
  }
}
