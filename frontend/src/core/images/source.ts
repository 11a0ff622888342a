/** What the image layer paints: pieces of one picture, coarse ones first. */

import type { Size } from "../geometry.ts";
import type { Viewport } from "../viewport.ts";

/** A decoded piece and the part of the image that it shows, in image pixels. */
export interface Piece {
  readonly bitmap: ImageBitmap;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A picture that can be painted: one bitmap, or tiles that come as they are looked at. */
export interface ImageSource {
  /**
   * What there is for this view; later pieces lie over earlier ones. Asks for what is missing.
   * `ratio`: canvas pixels per screen pixel.
   */
  pieces(view: Viewport, ratio: number): readonly Piece[];
}

/** One bitmap, of whatever resolution, that covers the whole image. */
export function bitmapSource(bitmap: ImageBitmap, { width, height }: Size): ImageSource {
  const pieces = [{ bitmap, left: 0, top: 0, width, height }];
  return { pieces: () => pieces };
}
