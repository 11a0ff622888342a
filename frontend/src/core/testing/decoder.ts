/** A decoder whose pictures have a name and a size, and know whether they were closed. */

import type { Size } from "../geometry.ts";
import { type Decoder, PictureError, type Wanted } from "../images/decoder.ts";

interface Fake extends Size {
  readonly name: string;
  isOpen: boolean;
  close(): void;
}

/** What a whole file of these tests measures, where nobody says otherwise. */
const SIDE = 1000;

export class FakeDecoder implements Decoder {
  broken = new Set<string>();
  readonly asked: string[] = [];
  readonly warmed: string[] = [];
  readonly #made: Fake[] = [];
  readonly #held = new Map<string, { readonly free: () => void; readonly until: Promise<void> }>();

  async decode(address: string, { size }: Wanted, signal: AbortSignal): Promise<ImageBitmap> {
    this.asked.push(address);
    await this.#held.get(address)?.until;
    await Promise.resolve();
    signal.throwIfAborted();
    if (this.broken.has(address)) throw new PictureError("unreadable", false);
    const name = size === null ? address : `${address} @${size.width}`;
    const fake: Fake = {
      name,
      ...(size ?? { width: SIDE, height: SIDE }),
      isOpen: true,
      close() {
        fake.isOpen = false;
      },
    };
    this.#made.push(fake);
    return fake as unknown as ImageBitmap;
  }

  async warm(address: string): Promise<void> {
    this.warmed.push(address);
  }

  /** Keeps an answer back until `release`. */
  hold(address: string): void {
    let free = () => {};
    const until = new Promise<void>((resolve) => {
      free = resolve;
    });
    this.#held.set(address, { free, until });
  }

  release(address: string): void {
    this.#held.get(address)?.free();
    this.#held.delete(address);
  }

  /** Names of what was made and not closed, in the order of making. */
  open(): string[] {
    return this.#made.filter(({ isOpen }) => isOpen).map(({ name }) => name);
  }

  nameOf(bitmap: ImageBitmap): string {
    return (bitmap as unknown as Fake).name;
  }
}
