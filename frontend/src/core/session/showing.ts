/**
 * What lies on the desk: one sheet, or the reason why there is none; and what goes on around it:
 * who else is at the image, which window may change it, and what came from elsewhere.
 */

import type { Access } from "../open-image.ts";
import type { Sheet } from "../sheet.ts";
import type { RemoteChange } from "../sync/conflict.ts";
import { ALONE } from "./claims.ts";
import { Holds } from "./holds.ts";
import { LeaseKeeper } from "./lease.ts";
import type { SessionOptions } from "./options.ts";
import { PresenceKeeper } from "./presence.ts";
import type { Phase } from "./snapshot.ts";

const MANY_BOXES = 5000;
const LOADING: Phase = { name: "loading" };

export interface ShowingHost {
  readonly changed: () => void;
  /** What lies here is out of date: another window worked on it, or will. */
  readonly outdated: (sheet: Sheet) => void;
}

export class Showing {
  readonly holds: Holds;
  readonly #options: SessionOptions;
  readonly #changed: () => void;
  readonly #lease: LeaseKeeper;
  readonly #presence: PresenceKeeper;
  #phase: Phase = LOADING;
  #sheet: Sheet | null = null;

  constructor(options: SessionOptions, { changed, outdated }: ShowingHost) {
    this.#options = options;
    this.#changed = changed;
    const { claims = ALONE, clock, isViewer = false, journal, transport } = options;
    this.#lease = new LeaseKeeper(transport, clock, changed);
    this.#presence = new PresenceKeeper(transport, clock, changed);
    const restored = (sheet: Sheet) => this.#restored(sheet);
    this.holds = new Holds({ claims, journal, isViewer, changed, restored, outdated });
  }

  get phase(): Phase {
    return this.#phase;
  }

  get sheet(): Sheet | null {
    return this.#sheet;
  }

  /** Who else works on this image. */
  get heldBy(): string | null {
    return this.#lease.heldBy;
  }

  /** Who else has this image open. */
  get others(): readonly string[] {
    return this.#presence.others;
  }

  get access(): Access {
    return this.#sheet?.access ?? "ours";
  }

  get isGone(): boolean {
    return this.#presence.isGone;
  }

  lay(sheet: Sheet): void {
    this.#sheet = sheet;
    this.#options.show(sheet);
    this.holds.take(sheet);
    if (!sheet.isReadOnly) this.#lease.hold(sheet);
    this.#presence.attend(sheet);
    if (sheet.document.size > MANY_BOXES) {
      this.#options.notify({ code: "many-boxes", count: sheet.document.size });
    }
    this.sign();
    this.#setPhase({ name: "open" });
  }

  /** Another one is on its way; this one stays until then. */
  wait(): void {
    this.#setPhase(LOADING);
  }

  clear(phase: Phase): void {
    this.#sheet = null;
    this.#lease.letGo();
    this.#presence.leave();
    this.#options.show(null);
    this.#setPhase(phase);
  }

  /** A sign of work: the time since the last one counts for this image. */
  sign(): void {
    this.#sheet?.effort.sign(this.#options.clock.now());
  }

  /** Takes the image from the other window that has it. */
  async takeOver(): Promise<void> {
    if (this.#sheet?.access === "elsewhere") await this.holds.takeOver(this.#sheet);
  }

  /** Nobody is at the image any more. */
  depart(): void {
    this.#presence.leave();
  }

  end(): void {
    this.#lease.letGo();
    this.#presence.leave();
    this.holds.end();
  }

  /** Boxes of a sheet came from elsewhere; of one that lies here it is said whose they are. */
  received(sheet: Sheet, change?: RemoteChange): void {
    const count = (change?.put.length ?? 0) + (change?.remove.length ?? 0);
    const by = change?.by ?? [];
    if (sheet === this.#sheet) {
      if (count > 0 && by.length > 0) this.#options.notify({ code: "merged", count, by });
      this.#options.refreshed();
    }
    this.#changed();
  }

  #restored(sheet: Sheet): void {
    this.#options.notify({ code: "restored", count: sheet.saver.unsaved });
    this.received(sheet);
  }

  #setPhase(phase: Phase): void {
    this.#phase = phase;
    this.#changed();
  }
}
