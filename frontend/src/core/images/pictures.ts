/**
 * Decoded pictures of the current image and its neighbours, so that the next image is there in the
 * first frame after the key. What leaves the ring is closed; the ring never holds more than its
 * budget.
 */

import { type Decode, PictureError } from "./decode.ts";

export interface PictureSource {
  readonly id: number;
  readonly width: number;
  readonly height: number;
  /** The image as it came, and a smaller one that every browser can show. */
  readonly file: string;
  readonly preview: string;
}

export type Look =
  | { readonly kind: "picture"; readonly bitmap: ImageBitmap; readonly isWhole: boolean }
  | { readonly kind: "failed"; readonly message: string; readonly isPassing: boolean };

interface Slot {
  readonly source: PictureSource;
  readonly abort: AbortController;
  whole: ImageBitmap | null;
  preview: ImageBitmap | null;
  failure: PictureError | null;
  loading: Promise<void> | null;
  wantsWhole: boolean;
}

const BUDGET_BYTES = 256 * 1024 * 1024;
/** Up to this many pixels the whole image is as quick as a preview. */
const SMALL_PIXELS = 4_000_000;

const pixelsOf = ({ width, height }: { width: number; height: number }): number => width * height;
const isSmall = (source: PictureSource): boolean => pixelsOf(source) <= SMALL_PIXELS;

export class Pictures {
  readonly #slots = new Map<number, Slot>();
  readonly #decode: Decode;
  readonly #budget: number;
  #wanted: readonly PictureSource[] = [];
  #current: { readonly id: number; readonly look: (look: Look) => void } | null = null;

  constructor(decode: Decode, budget = BUDGET_BYTES) {
    this.#decode = decode;
    this.#budget = budget;
  }

  /**
   * Shows the first source, by calling `look` at once with what is there and again with better, and
   * fetches the others in this order, nearest first.
   */
  arrange(sources: readonly PictureSource[], look: (look: Look) => void): void {
    const wanted = this.#affordable(sources);
    const [first] = wanted;
    this.#wanted = wanted;
    this.#current = first === undefined ? null : { id: first.id, look };
    this.#keepOnly(wanted);
    if (first === undefined) return;

    const slot = this.#slotFor(first);
    slot.wantsWhole = true;
    this.#tell(slot);
    void this.#loadInOrder(wanted);
  }

  /** Tries again what failed. */
  retry(source: PictureSource): void {
    const slot = this.#slotFor(source);
    slot.failure = null;
    void this.#load(slot);
  }

  close(): void {
    this.#current = null;
    this.#wanted = [];
    this.#keepOnly([]);
  }

  /** One after the other, and no further once something else is wanted. */
  async #loadInOrder(wanted: readonly PictureSource[]): Promise<void> {
    for (const source of wanted) {
      if (this.#wanted !== wanted) return;
      await this.#load(this.#slotFor(source));
    }
  }

  #slotFor(source: PictureSource): Slot {
    const known = this.#slots.get(source.id);
    if (known !== undefined) return known;

    const slot: Slot = {
      source,
      abort: new AbortController(),
      whole: null,
      preview: null,
      failure: null,
      loading: null,
      wantsWhole: isSmall(source),
    };
    this.#slots.set(source.id, slot);
    return slot;
  }

  #load(slot: Slot): Promise<void> {
    slot.loading ??= this.#fetchBest(slot).then(() => {
      slot.loading = null;
      this.#tell(slot);
    });
    return slot.loading;
  }

  async #fetchBest(slot: Slot): Promise<void> {
    if (!isSmall(slot.source) && slot.preview === null && slot.whole === null) {
      slot.preview = await this.#fetch(slot, slot.source.preview);
      this.#tell(slot);
    }
    if (slot.wantsWhole && slot.whole === null) {
      slot.whole = await this.#fetch(slot, slot.source.file);
      // A file that only the server can read, such as TIFF, is shown by its preview.
      if (slot.whole === null) slot.preview ??= await this.#fetch(slot, slot.source.preview);
    }
  }

  async #fetch(slot: Slot, address: string): Promise<ImageBitmap | null> {
    try {
      const bitmap = await this.#decode(address, slot.abort.signal);
      if (!slot.abort.signal.aborted) return bitmap;
      bitmap.close();
    } catch (error) {
      slot.failure =
        error instanceof PictureError ? error : new PictureError("The image was not read.", true);
    }
    return null;
  }

  #tell(slot: Slot): void {
    if (this.#current?.id !== slot.source.id || slot.abort.signal.aborted) return;

    const bitmap = slot.whole ?? slot.preview;
    if (bitmap !== null) {
      this.#current.look({ kind: "picture", bitmap, isWhole: slot.whole !== null });
    } else if (slot.failure !== null && slot.loading === null) {
      const { message, isPassing } = slot.failure;
      this.#current.look({ kind: "failed", message, isPassing });
    }
  }

  /** As many as fit the budget, in the order given; the first always. */
  #affordable(sources: readonly PictureSource[]): PictureSource[] {
    let bytes = 0;
    return sources.filter((source, place) => {
      bytes += 4 * Math.min(pixelsOf(source), SMALL_PIXELS);
      return place === 0 || bytes <= this.#budget;
    });
  }

  #keepOnly(sources: readonly PictureSource[]): void {
    const wanted = new Set(sources.map(({ id }) => id));
    for (const [id, slot] of this.#slots) {
      if (!wanted.has(id)) this.#drop(id, slot);
      else if (id !== this.#current?.id && !isSmall(slot.source)) this.#shrink(slot);
    }
  }

  /** A large image that is no longer looked at keeps its preview only. */
  #shrink(slot: Slot): void {
    slot.wantsWhole = false;
    slot.whole?.close();
    slot.whole = null;
  }

  #drop(id: number, slot: Slot): void {
    slot.abort.abort();
    slot.whole?.close();
    slot.preview?.close();
    this.#slots.delete(id);
  }
}
