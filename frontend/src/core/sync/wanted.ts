/** The state an image is to have, beside the one the server has it in, and what is said along with it. */

import type { StateWords } from "./ops.ts";
import type { ImageState } from "./wire.ts";

export class WantedState {
  #saved: ImageState;
  #wanted: ImageState | null = null;
  #words: StateWords | null = null;

  constructor(saved: ImageState) {
    this.#saved = saved;
  }

  /** As the person wants it. */
  get current(): ImageState {
    return this.#wanted ?? this.#saved;
  }

  /** What the server does not have yet; null where it has all. */
  get unsaved(): ImageState | null {
    return this.#wanted;
  }

  get words(): StateWords | null {
    return this.#words;
  }

  want(state: ImageState, words: StateWords | null): void {
    this.#wanted = state;
    this.#words = words;
  }

  /** Takes up what was wanted before a reload; a verdict counts even where the state stays. */
  restore(state: ImageState | null, words: StateWords | null): void {
    if (state !== null && (state !== this.#saved || words?.review === true))
      this.want(state, words);
  }

  /** What the server has now. */
  read(saved: ImageState): void {
    this.#saved = saved;
  }

  /** A request with this state arrived; somebody may want another one by now. */
  landed(state: ImageState | undefined): void {
    if (state === this.#wanted) this.forget();
  }

  forget(): void {
    this.#wanted = null;
    this.#words = null;
  }
}
