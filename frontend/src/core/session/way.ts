/**
 * The way of a person through the images of a session: which were here, in order, where the person
 * is on it, and how images looked whose sheets have left the shelf since.
 */

import type { SheetImage } from "../open-image.ts";
import type { Sheet } from "../sheet.ts";
import type { Direction } from "./neighbours.ts";
import type { Shelf } from "./shelf.ts";
import { keepTrail, type TrailImage, trailOf } from "./trail.ts";

type Look = Pick<TrailImage, "image" | "state">;

export class Way {
  readonly #shelf: Shelf;
  readonly #visited: number[] = [];
  /** Images whose sheets may have left the shelf: how they look, and how they were left. */
  readonly #seen = new Map<number, Look>();
  #trail: readonly TrailImage[] = [];
  #position = -1;
  #direction: Direction = 1;

  constructor(shelf: Shelf) {
    this.#shelf = shelf;
  }

  get visited(): readonly number[] {
    return this.#visited;
  }

  get position(): number {
    return this.#position;
  }

  /** Which way the person went last. */
  get direction(): Direction {
    return this.#direction;
  }

  get isAtEnd(): boolean {
    return this.#position >= this.#visited.length - 1;
  }

  /** The person is at this place now. */
  stand(place: number): void {
    if (place !== this.#position) this.#direction = place > this.#position ? 1 : -1;
    this.#position = place;
  }

  /** At the end of the way; answers with the place of the last one. */
  append(...images: readonly number[]): number {
    return this.#visited.push(...images) - 1;
  }

  /** Before everything that was here. */
  prepend(image: number): void {
    this.#visited.unshift(image);
  }

  /** Where it was visited; else it comes right after where the person is. */
  placeOf(image: number): number {
    const place = this.#visited.indexOf(image);
    if (place >= 0) return place;
    this.#visited.splice(this.#position + 1, 0, image);
    return this.#position + 1;
  }

  /** The first place after this one whose image is still to be done; null where there is none. */
  openAfter(place: number): number | null {
    const found = this.#visited.findIndex((image, at) => at > place && this.#shelf.isOpen(image));
    return found < 0 ? null : found;
  }

  /** Number of images that were passed over. */
  get passedOver(): number {
    return this.#visited.filter((image) => this.#shelf.isOpen(image)).length;
  }

  /** The images at most so many places from here. */
  near(places: number): readonly number[] {
    return this.#visited.slice(Math.max(0, this.#position - places), this.#position + places);
  }

  /** How an image is known from elsewhere, before it was ever opened. */
  announce(image: SheetImage): void {
    if (!this.#seen.has(image.id)) this.#seen.set(image.id, { image, state: image.state });
  }

  /** How the person left it. */
  leave({ image, saver }: Sheet): void {
    this.#seen.set(image.id, { image, state: saver.imageState });
  }

  look(id: number): Look | undefined {
    const sheet = this.#shelf.get(id);
    if (sheet !== null) return { image: sheet.image, state: sheet.saver.imageState };
    return this.#seen.get(id);
  }

  /** With what comes after it; the same object as long as nothing in it changes. */
  trail(next: readonly SheetImage[]): readonly TrailImage[] {
    const now = trailOf(this.#visited, this.#position, next, (id) => this.look(id));
    this.#trail = keepTrail(this.#trail, now);
    return this.#trail;
  }
}
