/** How many pixels of a picture are worth decoding. Pure. */

import type { Size } from "../geometry.ts";
import { fit, type Viewport } from "../viewport.ts";

/** The long side of the server's previews. */
export const PREVIEW_SIDE = 1600;
/** More pixels than this are not held as one bitmap: they come as tiles. */
export const MOST_WHOLE_PIXELS = 100_000_000;
/** No screen shows more than this at once. */
const MOST_VIEW_PIXELS = 8_847_360;
const BYTES_A_PIXEL = 4;

export const pixelsOf = ({ width, height }: Size): number => width * height;
export const bytesOf = (size: Size): number => BYTES_A_PIXEL * pixelsOf(size);
export const longSide = ({ width, height }: Size): number => Math.max(width, height);

/** Never more than the image has, and at least one pixel each way. */
export function scaled(image: Size, scale: number): Size {
  if (scale >= 1) return { width: image.width, height: image.height };
  return {
    width: Math.max(1, Math.round(image.width * scale)),
    height: Math.max(1, Math.round(image.height * scale)),
  };
}

/**
 * The resolution at which an image in this view is sharp; at most a screenful, and then what the
 * fitted image needs. `ratio`: device pixels per screen pixel.
 */
export function viewSize(image: Size, view: Viewport, ratio: number): Size {
  const exact = scaled(image, view.scale * ratio);
  if (pixelsOf(exact) <= MOST_VIEW_PIXELS) return exact;
  const fitted = scaled(image, fit(image, view).scale * ratio);
  const tooMany = pixelsOf(fitted) / MOST_VIEW_PIXELS;
  return tooMany <= 1 ? fitted : scaled(image, longSide(fitted) / longSide(image) / tooMany ** 0.5);
}

/** What the server's preview of an image measures. */
export const previewSize = (image: Size): Size => scaled(image, PREVIEW_SIDE / longSide(image));
