/**
 * Cuts crops out of pictures in the browser: each picture is fetched and decoded once, however many
 * crops it has, and let go as soon as the last of them is drawn. The editor finds it in the cache later.
 */

import { CUT_SIDE, type Region } from "./regions.ts";

const AT_ONCE = 4;

type Decode = (url: string, signal: AbortSignal) => Promise<ImageBitmap>;

export class Cutter {
  readonly #decode: Decode;
  readonly #pictures = new Map<string, { bitmap: Promise<ImageBitmap>; waiting: number }>();
  readonly #end = new AbortController();
  readonly #queue: (() => void)[] = [];
  #running = 0;

  constructor(decode: Decode = fetched) {
    this.#decode = decode;
  }

  /** Draws the region of a picture of that width onto the canvas; rejects where it cannot be read. */
  async cut(canvas: HTMLCanvasElement, url: string, region: Region, imageWidth: number) {
    const picture = this.#pictures.get(url) ?? { bitmap: this.#load(url), waiting: 0 };
    this.#pictures.set(url, picture);
    picture.waiting += 1;
    try {
      draw(canvas, await picture.bitmap, region, imageWidth);
    } finally {
      picture.waiting -= 1;
      if (picture.waiting === 0) this.#letGo(url);
    }
  }

  /** Nothing more is wanted. */
  close(): void {
    this.#end.abort();
    for (const start of this.#queue.splice(0)) start();
    for (const url of [...this.#pictures.keys()]) this.#letGo(url);
  }

  async #load(url: string): Promise<ImageBitmap> {
    if (this.#running >= AT_ONCE) await new Promise<void>((start) => this.#queue.push(start));
    this.#running += 1;
    try {
      return await this.#decode(url, this.#end.signal);
    } finally {
      this.#running -= 1;
      this.#queue.shift()?.();
    }
  }

  #letGo(url: string): void {
    const picture = this.#pictures.get(url);
    this.#pictures.delete(url);
    picture?.bitmap.then(
      (bitmap) => bitmap.close(),
      () => {},
    );
  }
}

async function fetched(url: string, signal: AbortSignal): Promise<ImageBitmap> {
  const response = await fetch(url, { signal, credentials: "same-origin" });
  if (!response.ok) throw new Error(`The image cannot be read (${response.status}).`);
  return createImageBitmap(await response.blob());
}

function draw(canvas: HTMLCanvasElement, bitmap: ImageBitmap, region: Region, imageWidth: number) {
  const scale = bitmap.width / imageWidth;
  const size = Math.max(1, Math.round(Math.min(CUT_SIDE, region.side * scale)));
  canvas.width = size;
  canvas.height = size;
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.imageSmoothingQuality = "high";
  const grow = size / region.side;
  context.drawImage(
    bitmap,
    -region.x * grow,
    -region.y * grow,
    bitmap.width * (grow / scale),
    bitmap.height * (grow / scale),
  );
}
