/** From an address to pixels that are ready to draw, made beside the page's own thread. */

import type { Size } from "../geometry.ts";

export interface Wanted {
  /** Scaled to this; null for as it came. */
  readonly size: Size | null;
  /** The person waits for it; everything else may come later. */
  readonly isUrgent: boolean;
}

export interface Decoder {
  /** Upright as EXIF says. Rejects with a PictureError, and when it is aborted. */
  decode(address: string, wanted: Wanted, signal: AbortSignal): Promise<ImageBitmap>;
  /** Brings the bytes into the browser's cache. Never rejects. */
  warm(address: string, signal: AbortSignal): Promise<void>;
}

/** Why an image cannot be shown; `isPassing` when trying again may help. */
export class PictureError extends Error {
  override readonly name = "PictureError";
  readonly isPassing: boolean;

  constructor(message: string, isPassing: boolean) {
    super(message);
    this.isPassing = isPassing;
  }
}

/** What the page asks of the worker, and what the worker answers. */
export type Order =
  | ({ readonly kind: "decode"; readonly id: number; readonly address: string } & Wanted)
  | { readonly kind: "warm"; readonly id: number; readonly address: string }
  | { readonly kind: "abort"; readonly id: number };

export type Answer =
  | { readonly kind: "decoded"; readonly id: number; readonly bitmap: ImageBitmap }
  | { readonly kind: "warm"; readonly id: number }
  | {
      readonly kind: "failed";
      readonly id: number;
      readonly message: string;
      readonly isPassing: boolean;
    };

interface Waiting {
  readonly resolve: (bitmap: ImageBitmap | null) => void;
  readonly reject: (error: Error) => void;
}

export class WorkerDecoder implements Decoder {
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #lastId = 0;

  /** The worker is there before the first address is known. */
  constructor() {
    this.#start();
  }

  async decode(address: string, wanted: Wanted, signal: AbortSignal): Promise<ImageBitmap> {
    const bitmap = await this.#ask(
      { kind: "decode", id: this.#newId(), address, ...wanted },
      signal,
    );
    if (bitmap === null) throw new PictureError("The image was not read.", true);
    return bitmap;
  }

  async warm(address: string, signal: AbortSignal): Promise<void> {
    await this.#ask({ kind: "warm", id: this.#newId(), address }, signal).catch(() => {});
  }

  close(): void {
    this.#retire();
    this.#failAll(new PictureError("The image was let go.", true));
  }

  #ask(order: Order, signal: AbortSignal): Promise<ImageBitmap | null> {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      this.#waiting.set(order.id, { resolve, reject });
      signal.addEventListener("abort", () => this.#abort(order.id, signal.reason), { once: true });
      (this.#worker ?? this.#start()).postMessage(order);
    });
  }

  #abort(id: number, reason: Error): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    this.#worker?.postMessage({ kind: "abort", id } satisfies Order);
    waiting.reject(reason);
  }

  #start(): Worker {
    const worker = new Worker(new URL("./decode.worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<Answer>) => this.#answered(data);
    // A worker that ran out of memory is gone with all that it was asked; the next order starts another.
    worker.onerror = () => {
      this.#retire();
      this.#failAll(new PictureError("The image needs more memory than there is.", true));
    };
    this.#worker = worker;
    return worker;
  }

  #answered(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.kind === "failed") {
      waiting?.reject(new PictureError(answer.message, answer.isPassing));
    } else if (answer.kind === "warm") waiting?.resolve(null);
    else if (waiting === undefined) answer.bitmap.close();
    else waiting.resolve(answer.bitmap);
  }

  #retire(): void {
    this.#worker?.terminate();
    this.#worker = null;
  }

  #failAll(error: PictureError): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  #newId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }
}
