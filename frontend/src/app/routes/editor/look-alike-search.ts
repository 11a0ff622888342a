/** Asks the worker what looks like a box; the worker is started when it is first asked. */

import type { Rect } from "../../../core/geometry.ts";
import type { SheetImage } from "../../../core/open-image.ts";
import type { Match } from "../../../core/suggestions/matching.ts";
import type { SearchAnswer, SearchRequest } from "./look-alikes.worker.ts";

/** Up to this many pixels the image itself has been fetched anyway. */
const SMALL_PIXELS = 4_000_000;

export class LookAlikeSearch {
  #worker: Worker | null = null;
  #latest = 0;
  #answered: (answer: SearchAnswer) => void = () => {};

  /** What looks like the box; an older question is answered with nothing. */
  search(image: SheetImage, example: Rect): Promise<readonly Match[]> {
    const { width, height, file, preview } = image;
    const id = ++this.#latest;
    const address = width * height <= SMALL_PIXELS ? file : preview;
    const request: SearchRequest = { id, address, image: { width, height }, example };
    this.#answered({ id, matches: [] });
    return new Promise((resolve) => {
      this.#answered = (answer) => answer.id === id && resolve(answer.matches);
      this.#running().postMessage(request);
    });
  }

  end(): void {
    this.#worker?.terminate();
    this.#worker = null;
  }

  #running(): Worker {
    if (this.#worker === null) {
      // Written in one expression, or the build does not know it for a worker.
      this.#worker = new Worker(new URL("./look-alikes.worker.ts", import.meta.url), {
        type: "module",
      });
      this.#worker.addEventListener("message", ({ data }: MessageEvent<SearchAnswer>) =>
        this.#answered(data),
      );
      // Without it, only what the model saw is offered.
      this.#worker.addEventListener("error", () =>
        this.#answered({ id: this.#latest, matches: [] }),
      );
    }
    return this.#worker;
  }
}
