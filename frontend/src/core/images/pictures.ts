/**
 * Decoded pictures of the current image and its neighbours, so that the next image is there in the
 * first frame after the key. Neighbours are held at view size, every pixel of the current image
 * only; what leaves the ring is closed, and the ring keeps to its budget.
 */

import type { Size } from "../geometry.ts";
import type { Decoder } from "./decoder.ts";
import { bytesOf, longSide, MOST_WHOLE_PIXELS, PREVIEW_SIDE, pixelsOf } from "./sizes.ts";
import { type Look, type PictureSource, Slot } from "./slot.ts";

export type { Look, PictureSource };

const BUDGET_BYTES = 256 * 1024 * 1024;
/** However large the current image is, its neighbours may have this part of the budget. */
const NEIGHBOURS_SHARE = 1 / 8;

export interface PicturesOptions {
  readonly decoder: Decoder;
  /** The resolution at which an image would be shown now. */
  readonly sizeFor: (image: Size) => Size;
  readonly budget?: number;
}

interface Plan {
  readonly sources: readonly PictureSource[];
  readonly look: (look: Look) => void;
  /** Ends when something else is wanted. */
  readonly signal: AbortSignal;
}

const NOTHING: Plan = { sources: [], look: () => {}, signal: new AbortController().signal };

export class Pictures {
  readonly #slots = new Map<number, Slot>();
  readonly #decoder: Decoder;
  readonly #sizeFor: (image: Size) => Size;
  readonly #budget: number;
  #plan: Plan = NOTHING;
  #endPlan = new AbortController();
  /** The image that is about to be opened. */
  #expected: number | null = null;

  constructor({ decoder, sizeFor, budget = BUDGET_BYTES }: PicturesOptions) {
    this.#decoder = decoder;
    this.#sizeFor = sizeFor;
    this.#budget = budget;
  }

  /** Bytes of decoded pixels in the ring. */
  get bytes(): number {
    return [...this.#slots.values()].reduce((sum, slot) => sum + slot.bytes, 0);
  }

  /** Begins with the picture of an image whose boxes are still on their way. */
  expect(source: PictureSource): void {
    this.#expected = source.id;
    void this.#slotFor(source).loadView(this.#sizeFor(source), true);
  }

  /**
   * Shows the first source, by calling `look` at once with what is there and again with better, and
   * fetches the others in this order, nearest first.
   */
  arrange(sources: readonly PictureSource[], look: (look: Look) => void): void {
    this.#endPlan.abort();
    this.#endPlan = new AbortController();
    const plan = { sources: this.#affordable(sources), look, signal: this.#endPlan.signal };
    this.#plan = plan;
    if (sources.length === 0 || sources[0]?.id === this.#expected) this.#expected = null;
    this.#keepOnly(plan.sources);
    const [current, ...near] = plan.sources;
    if (current === undefined) return;

    this.#slotFor(current).forgive();
    this.#tell(current.id);
    void this.#load(plan, current, near);
  }

  /** Tries again what failed. */
  retry(source: PictureSource): void {
    if (this.#plan.sources[0]?.id === source.id) this.arrange(this.#plan.sources, this.#plan.look);
  }

  close(): void {
    this.arrange([], () => {});
  }

  /**
   * What the person waits for first; then what the next key needs; then the pixels that only a
   * closer look needs. No further once something else is wanted.
   */
  async #load(plan: Plan, current: PictureSource, near: readonly PictureSource[]): Promise<void> {
    const slot = this.#slotFor(current);
    await slot.loadView(this.#sizeFor(current), true);
    if (this.#plan !== plan) return;
    if (slot.isCoarserThan(this.#sizeFor(current))) await slot.loadWhole();
    const [next, ...others] = near;
    if (this.#plan === plan && next !== undefined) await this.#loadNeighbour(next);
    if (this.#plan === plan) await Promise.all(others.map((other) => this.#loadNeighbour(other)));
    if (this.#plan === plan) await slot.loadWhole();
    if (this.#plan === plan && next !== undefined) await this.#slotFor(next).warm(plan.signal);
  }

  #loadNeighbour(source: PictureSource): Promise<void> {
    return this.#slotFor(source).loadView(this.#sizeFor(source), false);
  }

  #slotFor(source: PictureSource): Slot {
    const known = this.#slots.get(source.id);
    if (known !== undefined) return known;
    const slot = new Slot(source, this.#decoder, () => this.#tell(source.id));
    this.#slots.set(source.id, slot);
    return slot;
  }

  #tell(id: number): void {
    if (this.#plan.sources[0]?.id !== id) return;
    const look = this.#slots.get(id)?.look ?? null;
    if (look !== null) this.#plan.look(look);
  }

  /** As many as fit the budget beside the first, in the order given. */
  #affordable(sources: readonly PictureSource[]): readonly PictureSource[] {
    const [current, ...near] = sources;
    if (current === undefined) return sources;
    const taken = pixelsOf(current) <= MOST_WHOLE_PIXELS ? bytesOf(current) : 0;
    let left = Math.max(this.#budget - taken, NEIGHBOURS_SHARE * this.#budget);
    const affordable = near.filter((source) => {
      left -= bytesOf(longSide(source) <= PREVIEW_SIDE ? source : this.#sizeFor(source));
      return left >= 0;
    });
    return [current, ...affordable];
  }

  #keepOnly(sources: readonly PictureSource[]): void {
    const wanted = new Set(sources.map(({ id }) => id));
    for (const [id, slot] of this.#slots) {
      if (id === this.#expected) continue;
      if (!wanted.has(id)) {
        slot.close();
        this.#slots.delete(id);
      } else if (id !== sources[0]?.id) slot.shrink();
    }
  }
}
