/**
 * A picture too large for one bitmap: the preview below, and over it the tiles that are looked at, in
 * the resolution of the view. Level 0 has every pixel, each further one half as many a side.
 */

import { type Rect, type Size, widthOf } from "../geometry.ts";
import { type Viewport, visibleRect } from "../viewport.ts";
import type { Decoder } from "./decoder.ts";
import { bytesOf, longSide, PREVIEW_SIDE } from "./sizes.ts";
import type { ImageSource, Piece } from "./source.ts";

export const TILE_SIDE = 512;
const BUDGET_BYTES = 128 * 1024 * 1024;
/** As many as a browser asks one server for at once. */
const MOST_AT_ONCE = 6;

export interface TileAddress {
  readonly level: number;
  readonly x: number;
  readonly y: number;
}

export interface TiledOptions {
  readonly image: Size;
  /** With {level}, {x} and {y}. */
  readonly address: string;
  /** A small picture of the whole; it stays its owner's. */
  readonly base: ImageBitmap | null;
  readonly decoder: Decoder;
  /** A tile came that belongs to the last view. */
  readonly changed: () => void;
}

type Tile = TileAddress & { readonly key: string };
type Loaded = Tile & { readonly piece: Piece };

/** The coarsest level that the server makes: the one above the preview. */
export const lastLevel = (image: Size): number =>
  Math.max(0, Math.ceil(Math.log2(longSide(image) / PREVIEW_SIDE)) - 1);

/** Which level is sharp at so many canvas pixels per image pixel; null where the preview is. */
export function levelFor(image: Size, scale: number): number | null {
  if (longSide(image) * scale <= PREVIEW_SIDE) return null;
  const halvings = Math.floor(Math.log2(1 / scale) + 1e-9);
  return Math.min(Math.max(halvings, 0), lastLevel(image));
}

/** The tiles of a level that a part of the image touches, those in its middle first. */
export function tilesIn(part: Rect, level: number, image: Size): TileAddress[] {
  const side = TILE_SIDE * 2 ** level;
  const last = (length: number) => Math.ceil(length / side) - 1;
  const from = {
    x: Math.max(0, Math.floor(part.x1 / side)),
    y: Math.max(0, Math.floor(part.y1 / side)),
  };
  const to = {
    x: Math.min(last(image.width), Math.ceil(part.x2 / side) - 1),
    y: Math.min(last(image.height), Math.ceil(part.y2 / side) - 1),
  };
  const tiles: TileAddress[] = [];
  for (let y = from.y; y <= to.y; y++) {
    for (let x = from.x; x <= to.x; x++) tiles.push({ level, x, y });
  }
  const middle = {
    x: (part.x1 + part.x2) / 2 / side - 0.5,
    y: (part.y1 + part.y2) / 2 / side - 0.5,
  };
  const away = ({ x, y }: TileAddress) => Math.hypot(x - middle.x, y - middle.y);
  return tiles.sort((a, b) => away(a) - away(b));
}

export class TiledSource implements ImageSource {
  readonly #options: TiledOptions;
  /** In the order of their last use. */
  readonly #loaded = new Map<string, Loaded>();
  readonly #loading = new Map<string, AbortController>();
  /** Not asked for again in this source. */
  readonly #failed = new Set<string>();
  #missing: readonly Tile[] = [];
  #isClosed = false;

  constructor(options: TiledOptions) {
    this.#options = options;
  }

  pieces(view: Viewport, ratio: number): readonly Piece[] {
    const { image } = this.#options;
    const level = levelFor(image, view.scale * ratio);
    if (level === null) return this.#base();

    const part = visibleRect(view);
    const wanted = tilesIn(part, level, image).map(named);
    this.#want(wanted);
    return [...this.#base(), ...this.#usable(part, level)];
  }

  close(): void {
    this.#isClosed = true;
    for (const abort of this.#loading.values()) abort.abort();
    for (const { piece } of this.#loaded.values()) piece.bitmap.close();
    this.#loaded.clear();
    this.#loading.clear();
  }

  #base(): Piece[] {
    const { base, image } = this.#options;
    if (base === null) return [];
    return [{ bitmap: base, left: 0, top: 0, width: image.width, height: image.height }];
  }

  /** Loaded tiles in sight of this level and, under them, of coarser ones. */
  #usable(part: Rect, level: number): Piece[] {
    return [...this.#loaded.values()]
      .filter((tile) => tile.level >= level && touches(tile.piece, part))
      .sort((a, b) => b.level - a.level)
      .map(({ piece }) => piece);
  }

  /** Drops what is no longer wanted, marks what is there as used, and asks for the rest. */
  #want(wanted: readonly Tile[]): void {
    const keys = new Set(wanted.map(({ key }) => key));
    for (const [key, abort] of this.#loading) {
      if (keys.has(key)) continue;
      abort.abort();
      this.#loading.delete(key);
    }
    for (const { key } of wanted) this.#use(key);
    this.#missing = wanted.filter(
      ({ key }) => !this.#loaded.has(key) && !this.#loading.has(key) && !this.#failed.has(key),
    );
    this.#loadNext();
  }

  #use(key: string): void {
    const tile = this.#loaded.get(key);
    if (tile === undefined) return;
    this.#loaded.delete(key);
    this.#loaded.set(key, tile);
  }

  #loadNext(): void {
    while (this.#loading.size < MOST_AT_ONCE) {
      const [tile, ...others] = this.#missing;
      if (tile === undefined) return;
      this.#missing = others;
      void this.#load(tile);
    }
  }

  async #load(tile: Tile): Promise<void> {
    const abort = new AbortController();
    this.#loading.set(tile.key, abort);
    try {
      const address = addressOf(this.#options.address, tile);
      const wanted = { size: null, isUrgent: true };
      const bitmap = await this.#options.decoder.decode(address, wanted, abort.signal);
      if (abort.signal.aborted || this.#isClosed) bitmap.close();
      else this.#put({ ...tile, piece: this.#pieceOf(tile, bitmap) });
    } catch {
      // The coarser picture below it stays; a later look at the image asks again.
      if (!abort.signal.aborted) this.#failed.add(tile.key);
    }
    if (abort.signal.aborted) return;
    this.#loading.delete(tile.key);
    this.#loadNext();
    this.#options.changed();
  }

  #put(tile: Loaded): void {
    this.#loaded.set(tile.key, tile);
    let bytes = [...this.#loaded.values()].reduce(
      (sum, { piece }) => sum + bytesOf(piece.bitmap),
      0,
    );
    for (const [key, { piece }] of this.#loaded) {
      if (bytes <= BUDGET_BYTES || key === tile.key) return;
      bytes -= bytesOf(piece.bitmap);
      piece.bitmap.close();
      this.#loaded.delete(key);
    }
  }

  /** The last tile of a row or column is cut off where the image ends. */
  #pieceOf({ level, x, y }: TileAddress, bitmap: ImageBitmap): Piece {
    const { image } = this.#options;
    const side = TILE_SIDE * 2 ** level;
    const [left, top] = [x * side, y * side];
    return {
      bitmap,
      left,
      top,
      width: Math.min(side, image.width - left),
      height: Math.min(side, image.height - top),
    };
  }
}

const named = (tile: TileAddress): Tile => ({ ...tile, key: `${tile.level}/${tile.x}_${tile.y}` });

const addressOf = (address: string, { level, x, y }: TileAddress): string =>
  address.replace("{level}", `${level}`).replace("{x}", `${x}`).replace("{y}", `${y}`);

const touches = ({ left, top, width, height }: Piece, part: Rect): boolean =>
  widthOf(part) > 0 &&
  left < part.x2 &&
  top < part.y2 &&
  left + width > part.x1 &&
  top + height > part.y1;
