/**
 * All sheets of a session: the one on the desk, those kept for going back, and those whose work is
 * still on its way to the server.
 */

import type { OpenImage } from "../open-image.ts";
import { Sheet } from "../sheet.ts";
import type { RemoteChange } from "../sync/conflict.ts";
import type { Journal, JournalEntry } from "../sync/journal-entry.ts";
import type { SaveState } from "../sync/saver-host.ts";
import type { Clock } from "../sync/transport.ts";
import type { Holds } from "./holds.ts";
import { openedOf, type SessionTransport } from "./transport.ts";

export interface SaveSummary {
  readonly state: SaveState;
  /** Changes that are kept here only. */
  readonly unsaved: number;
  /** Sheets that need the person: a conflict, or a refusal. */
  readonly needing: readonly Sheet[];
  /** Work from before a reload whose images are gone: how many changes. */
  readonly orphaned: number;
}

export interface ShelfOptions {
  readonly transport: SessionTransport;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly changed: () => void;
  /** Boxes of this sheet came from elsewhere. */
  readonly received: (sheet: Sheet, change?: RemoteChange) => void;
}

/** The server reads no longer list. */
const MOST_HELD = 900;
const WORST_FIRST: readonly SaveState[] = [
  "refused",
  "conflict",
  "signed-out",
  "offline",
  "saving",
  "saved",
];

export class Shelf {
  readonly #options: ShelfOptions;
  readonly #sheets = new Map<number, Sheet>();
  /** Work from before a reload whose images are gone. */
  readonly #orphans = new Map<number, JournalEntry>();
  /** Images that were still to be done when their sheets were let go. */
  readonly #passedOver = new Set<number>();

  constructor(options: ShelfOptions) {
    this.#options = options;
  }

  get hasUnsaved(): boolean {
    return this.#ours().some((sheet) => sheet.saver.hasUnsaved);
  }

  /** What another window has is that window's to save. */
  #ours(): Sheet[] {
    return [...this.#sheets.values()].filter((sheet) => !sheet.isReadOnly);
  }

  get(image: number): Sheet | null {
    return this.#sheets.get(image) ?? null;
  }

  /** The sheet of an opened image; the one that is here already, with its work, goes first. */
  put(open: OpenImage): Sheet {
    const known = this.#sheets.get(open.image.id);
    if (known !== undefined) return known;

    const { transport, journal, clock, changed, received } = this.#options;
    const sheet = new Sheet({ open, transport, journal, clock, changed, received });
    this.#sheets.set(open.image.id, sheet);
    this.#passedOver.delete(open.image.id);
    void sheet.recall();
    return sheet;
  }

  /** The next time the image comes as the server has it. */
  drop(image: number): void {
    this.#sheets.delete(image);
  }

  /** Still to be done, as far as this session knows. */
  isOpen(image: number): boolean {
    const sheet = this.#sheets.get(image);
    if (sheet === undefined) return this.#passedOver.has(image);
    const state = sheet.saver.imageState;
    return state === "todo" || state === "returned";
  }

  /** Images that the queue must not hand out again: open here, or finished but not yet saved. */
  held(): number[] {
    const here = [...this.#sheets]
      .filter(([id, sheet]) => sheet.saver.hasUnsaved || this.isOpen(id))
      .map(([id]) => id);
    return [...this.#passedOver, ...here].slice(-MOST_HELD);
  }

  /** Lets go of what is neither near nor unsaved; what is still to be done is known by its id. */
  keep(near: ReadonlySet<number>): void {
    for (const [id, sheet] of this.#sheets) {
      if (near.has(id) || sheet.saver.hasUnsaved) continue;
      if (this.isOpen(id)) this.#passedOver.add(id);
      this.#sheets.delete(id);
    }
  }

  /** Sends everything that waits, and asks again where an answer is owed, at once. */
  flush(): void {
    for (const { saver } of this.#sheets.values()) {
      if (saver.state !== "saved") saver.flush();
    }
  }

  /**
   * Brings back what a closed window left unsaved: the number of changes, and their images. What
   * cannot be claimed is in the hands of another window.
   */
  async restore(
    holds: Pick<Holds, "claim" | "adopt">,
  ): Promise<{ readonly count: number; readonly images: readonly number[] }> {
    let count = 0;
    const images: number[] = [];
    for (const entry of await this.#options.journal.entries()) {
      if (!(await holds.claim(entry.image))) continue;
      const sheet = await this.#restored(entry);
      holds.adopt(entry.image, sheet);
      if (sheet === null) continue;
      count += sheet.saver.unsaved;
      images.push(entry.image);
    }
    return { count, images };
  }

  async #restored(entry: JournalEntry): Promise<Sheet | null> {
    const outcome = await this.#options.transport.open(entry.image);
    if (outcome.kind === "refused") this.#orphans.set(entry.image, entry);
    const opened = openedOf(outcome);
    if (opened === undefined) return null;

    const sheet = this.put(opened);
    sheet.restore(entry);
    return sheet;
  }

  /** Changes of boxes whose images are gone, and what was to become of them. */
  get orphans(): readonly JournalEntry[] {
    return [...this.#orphans.values()];
  }

  forgetOrphans(): void {
    for (const image of this.#orphans.keys()) this.#options.journal.forget(image);
    this.#orphans.clear();
  }

  summary(): SaveSummary {
    const sheets = this.#ours();
    const states = new Set(sheets.map((sheet) => sheet.saver.state));
    return {
      state: WORST_FIRST.find((state) => states.has(state)) ?? "saved",
      unsaved: sheets.reduce((sum, sheet) => sum + sheet.saver.unsaved, 0),
      needing: sheets.filter(
        ({ saver }) => saver.state === "conflict" || saver.state === "refused",
      ),
      orphaned: this.orphans.reduce((sum, { changes }) => sum + changes.length, 0),
    };
  }
}
