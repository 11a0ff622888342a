/** Writes one image's unsaved work to the journal: each gesture as it comes, all of it after an answer. */

import type { Journal } from "./journal-entry.ts";
import type { Unsaved } from "./unsaved.ts";
import type { WantedState } from "./wanted.ts";

/** With more boxes than this on their way the journal is not written anew for each request. */
const MOST_REWRITTEN = 1000;

export interface KeeperOptions {
  readonly image: number;
  readonly journal: Journal;
  readonly unsaved: Unsaved;
  readonly wanted: WantedState;
}

export class Keeper {
  /** Another window keeps the journal of this image. */
  isPaused = false;
  readonly #options: KeeperOptions;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  get hasUnsaved(): boolean {
    const { unsaved, wanted } = this.#options;
    return !unsaved.isEmpty || wanted.unsaved !== null;
  }

  /** What a gesture did to these boxes. */
  append(keys: readonly string[]): void {
    this.#write("append", keys);
  }

  /** All that is unsaved, in place of what was written before. */
  replace(): void {
    this.#write("replace");
  }

  /** The same where it is little: what a journal still has of saved boxes is found to be saved. */
  replaceLittle(): void {
    const { size } = this.#options.unsaved;
    if (size <= MOST_REWRITTEN) this.replace();
  }

  #write(how: "append" | "replace", keys?: readonly string[]): void {
    if (this.isPaused) return;
    const { image, journal, unsaved, wanted } = this.#options;
    const said = wanted.words === null ? {} : { words: wanted.words };
    const changes = unsaved.differences(keys);
    if (!this.hasUnsaved) journal.forget(image);
    else journal[how]({ image, changes, state: wanted.unsaved, ...said });
  }
}
