/**
 * Who else has the image on the desk open, and whether somebody saved it meanwhile. Asked for every
 * few seconds, and more often where two are at one image.
 */

import type { Sheet } from "../sheet.ts";
import type { Clock } from "../sync/transport.ts";
import type { SessionTransport } from "./transport.ts";

/** Whoever only leafs through images is not announced at each of them. */
const FIRST_MS = 1000;
const ALONE_MS = 10_000;
const TOGETHER_MS = 5000;

export class PresenceKeeper {
  /** User names. */
  others: readonly string[] = [];
  /** The image is no longer there, or no longer this person's to see. */
  isGone = false;
  readonly #transport: SessionTransport;
  readonly #clock: Clock;
  readonly #changed: () => void;
  #sheet: Sheet | null = null;
  #isKnown = false;
  #cancel: (() => void) | null = null;

  constructor(transport: SessionTransport, clock: Clock, changed: () => void) {
    this.#transport = transport;
    this.#clock = clock;
    this.#changed = changed;
  }

  attend(sheet: Sheet): void {
    if (this.#sheet?.image.id !== sheet.image.id) {
      this.leave();
      this.#cancel = this.#clock.after(FIRST_MS, () => void this.#look());
    }
    this.#sheet = sheet;
  }

  leave(): void {
    this.#cancel?.();
    this.#cancel = null;
    if (this.#isKnown && this.#sheet !== null) this.#transport.leave(this.#sheet.image.id);
    this.#isKnown = false;
    this.#sheet = null;
    this.others = [];
    this.isGone = false;
  }

  async #look(): Promise<void> {
    const image = this.#sheet?.image.id;
    if (image === undefined) return;
    this.#isKnown = true;
    const outcome = await this.#transport.look(image);
    const sheet = this.#sheet;
    if (sheet?.image.id !== image) return;

    if (outcome.kind === "seen") {
      this.#setOthers(outcome.others);
      sheet.saver.catchUp(outcome.revision, outcome.by === null ? [] : [outcome.by]);
    } else if (outcome.kind === "refused") {
      this.isGone = true;
      this.#changed();
      return;
    }
    const isAlone = this.others.length === 0 && !sheet.isReadOnly;
    this.#cancel = this.#clock.after(isAlone ? ALONE_MS : TOGETHER_MS, () => void this.#look());
  }

  #setOthers(others: readonly string[]): void {
    if (others.join("\n") === this.others.join("\n")) return;
    this.others = others;
    this.#changed();
  }
}
