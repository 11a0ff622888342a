/**
 * Which sheets are this window's to change: asked for when one is laid on the desk, kept until its
 * work is saved. Until the answer is there a hand may work; only nothing is sent yet.
 */

import type { Sheet } from "../sheet.ts";
import type { Journal } from "../sync/journal-entry.ts";
import type { Claims, ClaimsFor } from "./claims.ts";

export interface HoldsOptions {
  readonly claims: ClaimsFor;
  readonly journal: Journal;
  /** Whether this person may only look. */
  readonly isViewer: boolean;
  readonly changed: () => void;
  /** Work on it came back from the journal. */
  readonly restored: (sheet: Sheet) => void;
  /** Another window worked on it, or does from now on: what is here is out of date. */
  readonly outdated: (sheet: Sheet) => void;
}

export class Holds {
  readonly #options: HoldsOptions;
  readonly #claims: Claims;
  readonly #held = new Map<number, Sheet>();
  #desk: Sheet | null = null;

  constructor(options: HoldsOptions) {
    this.#options = options;
    this.#claims = options.claims({
      freed: (image) => this.#outdated(image),
      surrender: (image) => this.#surrender(image),
    });
  }

  /** The sheet on the desk. */
  take(sheet: Sheet): void {
    if (this.#desk?.image.id !== sheet.image.id) this.#leave();
    this.#desk = sheet;
    if (this.#options.isViewer) {
      sheet.setAccess("viewer");
      return;
    }
    const { id } = sheet.image;
    if (this.#held.get(id) === sheet) return;
    this.#held.set(id, sheet);
    sheet.setAccess("asking");
    void this.#claim(sheet);
  }

  /** Whether work on this image that a journal kept is this window's to bring back. */
  async claim(image: number): Promise<boolean> {
    return !this.#options.isViewer && (await this.#claims.claim(image));
  }

  /** The sheet of an image that was claimed; without one the image is free again. */
  adopt(image: number, sheet: Sheet | null): void {
    if (sheet === null) this.#claims.release(image);
    else this.#held.set(image, sheet);
  }

  /** Lets go of what is neither on the desk nor unsaved. */
  tidy(): void {
    for (const [image, sheet] of this.#held) {
      if (sheet === this.#desk || sheet.saver.hasUnsaved) continue;
      this.#held.delete(image);
      this.#claims.release(image);
    }
  }

  async takeOver(sheet: Sheet): Promise<void> {
    await this.#claims.takeOver(sheet.image.id);
    this.#outdated(sheet.image.id);
  }

  /** Nothing lies on the desk any more. */
  end(): void {
    this.#leave();
    this.#desk = null;
    this.tidy();
    this.#claims.end();
  }

  /** Another window's image is waited for only while it is looked at. */
  #leave(): void {
    if (this.#desk?.access === "elsewhere") this.#claims.release(this.#desk.image.id);
  }

  async #claim(sheet: Sheet): Promise<void> {
    const { id } = sheet.image;
    const isOurs = await this.#claims.claim(id);
    if (this.#held.get(id) !== sheet) return;
    if (isOurs) await this.#begin(sheet);
    else {
      this.#held.delete(id);
      sheet.setAccess("elsewhere");
    }
    this.#options.changed();
  }

  /** Before anything is sent: the first save would be the end of what the journal has. */
  async #begin(sheet: Sheet): Promise<void> {
    const kept = await this.#options.journal.entry(sheet.image.id);
    if (this.#held.get(sheet.image.id) !== sheet) return;
    if (kept !== null) {
      sheet.restore(kept);
      this.#options.restored(sheet);
    }
    sheet.setAccess("ours");
  }

  async #surrender(image: number): Promise<void> {
    const sheet = this.#held.get(image);
    this.#held.delete(image);
    if (sheet === undefined) return;

    sheet.setAccess("elsewhere");
    await this.#options.journal.settled();
    this.#options.changed();
    this.#options.outdated(sheet);
  }

  #outdated(image: number): void {
    if (this.#desk?.image.id === image) this.#options.outdated(this.#desk);
  }
}
