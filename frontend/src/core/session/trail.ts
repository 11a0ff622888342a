/** The way through the images of a session: those that were here, the one on the desk, those to come. */

import type { SheetImage } from "../open-image.ts";
import type { ImageState } from "../sync/wire.ts";

export interface TrailImage {
  readonly image: SheetImage;
  readonly state: ImageState;
  readonly place: "visited" | "current" | "next";
}

/** How an image is now, as far as the session knows; undefined where it never came. */
type Look = (image: number) => Pick<TrailImage, "image" | "state"> | undefined;

/** In order; visited images that never came are left out. */
export function trailOf(
  visited: readonly number[],
  position: number,
  next: readonly SheetImage[],
  look: Look,
): TrailImage[] {
  const been = visited.flatMap((id, at): TrailImage[] => {
    const seen = look(id);
    return seen === undefined ? [] : [{ ...seen, place: at === position ? "current" : "visited" }];
  });
  const coming = next.map((image): TrailImage => ({ image, state: image.state, place: "next" }));
  return [...been, ...coming];
}

/** The former trail where nothing in it changed, so that nobody draws it again. */
export function keepTrail(before: readonly TrailImage[], now: readonly TrailImage[]) {
  const isSame =
    before.length === now.length && now.every((image, at) => isSameImage(image, before[at]));
  return isSame ? before : now;
}

const isSameImage = (a: TrailImage, b: TrailImage | undefined): boolean =>
  a.image.id === b?.image.id && a.state === b.state && a.place === b.place;
