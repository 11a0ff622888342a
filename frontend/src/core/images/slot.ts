/**
 * The pictures of one image, from quick to complete: one at view size, and the whole. Each is
 * fetched at most once at a time; all of them are closed when the slot is.
 */

import type { Size } from "../geometry.ts";
import { type Decoder, PictureError } from "./decoder.ts";
import {
  bytesOf,
  longSide,
  MOST_WHOLE_PIXELS,
  PREVIEW_SIDE,
  pixelsOf,
  previewSize,
} from "./sizes.ts";
import { bitmapSource, type ImageSource } from "./source.ts";
import type { TiledSource } from "./tiles.ts";

export interface PictureSource extends Size {
  readonly id: number;
  /** The image as it came, and a smaller one that every browser can show. */
  readonly file: string;
  readonly preview: string;
  /** Of tiles, with {level}, {x} and {y} to fill in; null where the image is shown as one. */
  readonly tiles: string | null;
}

export type Look =
  | { readonly kind: "picture"; readonly source: ImageSource; readonly isWhole: boolean }
  | { readonly kind: "failed"; readonly message: string; readonly isPassing: boolean };

export class Slot {
  readonly image: PictureSource;
  readonly #decoder: Decoder;
  readonly #changed: () => void;
  readonly #life = new AbortController();
  #view: ImageBitmap | null = null;
  #whole: ImageBitmap | null = null;
  #tiles: TiledSource | null = null;
  #failure: PictureError | null = null;
  #viewing: Promise<void> | null = null;
  #completing: { readonly done: Promise<void>; readonly abort: AbortController } | null = null;

  constructor(image: PictureSource, decoder: Decoder, changed: () => void) {
    this.image = image;
    this.#decoder = decoder;
    this.#changed = changed;
  }

  /** The best there is; null while nothing is there and something may still come. */
  get look(): Look | null {
    const bitmap = this.#whole ?? this.#view;
    if (this.#tiles !== null) return { kind: "picture", source: this.#tiles, isWhole: true };
    if (bitmap !== null) {
      const source = bitmapSource(bitmap, this.image);
      return { kind: "picture", source, isWhole: this.#whole !== null };
    }
    if (this.#failure === null || this.#viewing !== null || this.#completing !== null) return null;
    const { message, isPassing } = this.#failure;
    return { kind: "failed", message, isPassing };
  }

  /** Bytes of decoded pixels. */
  get bytes(): number {
    const bitmaps = [this.#view, this.#whole].filter((bitmap) => bitmap !== null);
    return bitmaps.reduce((sum, bitmap) => sum + bytesOf(bitmap), 0);
  }

  /** Whether what is there has less resolution than `size`. */
  isCoarserThan(size: Size): boolean {
    return this.#whole === null && (this.#view === null || longSide(this.#view) < longSide(size));
  }

  /** A picture for this resolution; where somebody waits, the one that is there soonest. */
  loadView(size: Size, isUrgent: boolean): Promise<void> {
    if (this.#view !== null || this.#whole !== null) return Promise.resolve();
    this.#viewing ??= this.#fetchView(size, isUrgent).then(() => {
      this.#viewing = null;
      this.#tell();
    });
    return this.#viewing;
  }

  /** Every pixel of the image, or the tiles that stand for them. */
  loadWhole(): Promise<void> {
    if (this.#whole !== null || this.#tiles !== null) return Promise.resolve();
    if (this.#completing !== null) return this.#completing.done;

    const abort = new AbortController();
    const done = this.#fetchWhole(AbortSignal.any([abort.signal, this.#life.signal])).then(() => {
      if (abort.signal.aborted) return;
      this.#completing = null;
      this.#tell();
    });
    this.#completing = { done, abort };
    return done;
  }

  /** Has the browser keep the bytes of the whole. */
  async warm(signal: AbortSignal): Promise<void> {
    if (this.#isTiled() || this.#whole !== null) return;
    await this.#decoder.warm(this.image.file, signal);
  }

  /** What failed may be tried again. */
  forgive(): void {
    this.#failure = null;
  }

  /** No longer looked at: only what is about the size of the view is kept. */
  shrink(): void {
    this.#completing?.abort.abort();
    this.#completing = null;
    this.#tiles?.close();
    this.#tiles = null;
    if (this.#view === null && longSide(this.image) <= PREVIEW_SIDE) return;
    this.#whole?.close();
    this.#whole = null;
  }

  close(): void {
    this.#life.abort();
    this.#tiles?.close();
    this.#whole?.close();
    this.#view?.close();
    this.#tiles = null;
    this.#whole = null;
    this.#view = null;
  }

  async #fetchView(size: Size, isUrgent: boolean): Promise<void> {
    const { image } = this;
    const hasPreview = longSide(image) > PREVIEW_SIDE;
    const { signal } = this.#life;
    if (hasPreview && (isUrgent || longSide(size) <= longSide(previewSize(image)))) {
      this.#view = await this.#fetch(image.preview, isUrgent ? null : size, isUrgent, signal);
      return;
    }
    // Small ones come as they are: there is little to save, and nothing to swap later.
    const isWhole = !hasPreview || longSide(size) >= longSide(image);
    const bitmap = await this.#fetch(image.file, isWhole ? null : size, isUrgent, signal);
    if (isWhole) this.#whole = bitmap;
    else this.#view = bitmap;
    // A file that only the server can read is shown by its preview.
    if (bitmap === null) this.#view = await this.#fetch(image.preview, null, isUrgent, signal);
  }

  async #fetchWhole(signal: AbortSignal): Promise<void> {
    if (this.#isTiled()) {
      await this.#layTiles(signal);
      return;
    }
    this.#whole = await this.#fetch(this.image.file, null, true, signal);
    if (this.#whole === null && this.#view === null) await this.#fetchPreview(signal);
  }

  async #fetchPreview(signal: AbortSignal): Promise<void> {
    this.#view = await this.#fetch(this.image.preview, null, true, signal);
  }

  async #layTiles(signal: AbortSignal): Promise<void> {
    const { image } = this;
    const { TiledSource } = await import("./tiles.ts");
    if (signal.aborted || image.tiles === null) return;
    this.#tiles = new TiledSource({
      image,
      address: image.tiles,
      base: this.#view,
      decoder: this.#decoder,
      changed: () => this.#tell(),
    });
  }

  #isTiled(): boolean {
    return this.image.tiles !== null && pixelsOf(this.image) > MOST_WHOLE_PIXELS;
  }

  async #fetch(
    address: string,
    size: Size | null,
    isUrgent: boolean,
    signal: AbortSignal,
  ): Promise<ImageBitmap | null> {
    try {
      const bitmap = await this.#decoder.decode(address, { size, isUrgent }, signal);
      if (!signal.aborted) return bitmap;
      bitmap.close();
    } catch (error) {
      if (signal.aborted) return null;
      const isKnown = error instanceof PictureError;
      this.#failure = isKnown ? error : new PictureError("The image was not read.", true);
    }
    return null;
  }

  #tell(): void {
    if (!this.#life.signal.aborted) this.#changed();
  }
}
