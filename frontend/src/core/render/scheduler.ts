/** One animation frame for all that changed since the last one. */

export class FrameScheduler {
  #handle: number | null = null;
  readonly #paint: () => void;

  constructor(paint: () => void) {
    this.#paint = paint;
  }

  request(): void {
    this.#handle ??= requestAnimationFrame(() => {
      this.#handle = null;
      this.#paint();
    });
  }

  stop(): void {
    if (this.#handle !== null) cancelAnimationFrame(this.#handle);
    this.#handle = null;
  }
}
