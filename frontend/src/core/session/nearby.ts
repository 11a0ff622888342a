/**
 * Has the images beside the one on the desk ready before the person goes there: their pictures are
 * asked for, and sheets that have left the shelf come back to it.
 */

import type { SheetImage } from "../open-image.ts";
import type { Lookahead } from "./lookahead.ts";
import { neighbouringPlaces } from "./neighbours.ts";
import type { Shelf } from "./shelf.ts";
import { openedOf, type SessionTransport } from "./transport.ts";
import type { Way } from "./way.ts";

export interface NearbyOptions {
  readonly transport: SessionTransport;
  readonly shelf: Shelf;
  readonly way: Way;
  readonly lookahead: Lookahead;
  /** Images worth having ready, nearest first. */
  readonly prepare: (near: readonly SheetImage[]) => void;
  /** Whether an image lies on the desk. */
  readonly isOpen: () => boolean;
}

export class Nearby {
  readonly #options: NearbyOptions;
  /** The visited image that is being fetched before it is asked for. */
  #fetching: number | null = null;

  constructor(options: NearbyOptions) {
    this.#options = options;
  }

  prepare(): void {
    const { isOpen, lookahead, prepare, way } = this.#options;
    if (!isOpen()) return;
    const ahead = lookahead.images;
    const places = neighbouringPlaces(way.position, way.direction);
    const near = places.map((place) => {
      const visited = way.visited[place];
      return visited === undefined ? ahead[place - way.visited.length] : way.look(visited)?.image;
    });
    prepare(near.filter((image) => image !== undefined));
    void this.#fetchAgain(places);
  }

  /** A visited neighbour that has left the shelf comes back before the person does. */
  async #fetchAgain(places: readonly number[]): Promise<void> {
    if (this.#fetching !== null) return;
    const { isOpen, shelf, transport, way } = this.#options;
    const ids = places.map((place) => way.visited[place]).filter((id) => id !== undefined);
    const missing = ids.find((id) => shelf.get(id) === null);
    if (missing === undefined) return;

    this.#fetching = missing;
    const opened = openedOf(await transport.open(missing));
    this.#fetching = null;
    if (opened === undefined || !isOpen()) return;
    shelf.put(opened);
    this.prepare();
  }
}
