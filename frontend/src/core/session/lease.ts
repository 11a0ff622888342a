/**
 * Keeps the image on the desk reserved while somebody works on it. A courtesy, not a lock: saving
 * never needs it.
 */

import type { Sheet } from "../sheet.ts";
import type { Clock } from "../sync/transport.ts";
import type { SessionTransport } from "./transport.ts";

/** Whoever only leafs through images reserves none, and pictures come before this. */
const FIRST_MS = 500;
const RENEW_BEFORE_MS = 60_000;

export class LeaseKeeper {
  /** Who else has the image; null when nobody. */
  heldBy: string | null = null;
  readonly #transport: SessionTransport;
  readonly #clock: Clock;
  readonly #changed: () => void;
  #sheet: Sheet | null = null;
  #cancel: (() => void) | null = null;

  constructor(transport: SessionTransport, clock: Clock, changed: () => void) {
    this.#transport = transport;
    this.#clock = clock;
    this.#changed = changed;
  }

  /** Reserves this sheet's image, unless it is finished; lets go of watching the one before. */
  hold(sheet: Sheet): void {
    this.letGo();
    this.#sheet = sheet;
    const state = sheet.saver.imageState;
    if (state !== "todo" && state !== "returned") return;
    this.#cancel = this.#clock.after(FIRST_MS, () => void this.#renew(sheet));
  }

  letGo(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#sheet = null;
    this.heldBy = null;
  }

  async #renew(sheet: Sheet): Promise<void> {
    if ((sheet.leasedUntil ?? 0) - this.#clock.now() <= RENEW_BEFORE_MS) {
      const outcome = await this.#transport.lease(sheet.image.id);
      if (this.#sheet !== sheet) return;
      if (outcome.kind === "leased") sheet.leasedUntil = outcome.until;
      this.heldBy = outcome.kind === "held" ? (outcome.by ?? "Somebody else") : null;
      this.#changed();
    }
    const wait = (sheet.leasedUntil ?? 0) - this.#clock.now() - RENEW_BEFORE_MS;
    this.#cancel = this.#clock.after(
      Math.max(RENEW_BEFORE_MS, wait),
      () => void this.#renew(sheet),
    );
  }
}
