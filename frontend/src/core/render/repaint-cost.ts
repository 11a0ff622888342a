/**
 * How long the page is busy with a frame that paints everything again. A canvas only notes what is painted on it;
 * the browser draws that after the frame's script, where the script's own clock does not see it. A message that is
 * sent in the frame arrives after that.
 */

/** Of the 16.7 ms of a frame; the rest is for everything else in it. */
const AFFORDABLE_MS = 12;

export class RepaintCost {
  readonly #channel = new MessageChannel();
  #startedAt: number | null = null;
  #ms = 0;

  constructor() {
    this.#channel.port1.onmessage = () => this.#end();
  }

  /** Whether a repaint fits into a frame, as far as the last one tells. */
  get isAffordable(): boolean {
    return this.#ms <= AFFORDABLE_MS;
  }

  /** A frame begins to paint everything. */
  begin(): void {
    this.#startedAt = performance.now();
    this.#channel.port2.postMessage(null);
  }

  stop(): void {
    this.#channel.port1.close();
  }

  #end(): void {
    if (this.#startedAt !== null) this.#ms = performance.now() - this.#startedAt;
    this.#startedAt = null;
  }
}
