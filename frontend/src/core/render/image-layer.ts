/** Paints the image: smooth when it is shrunk, with crisp pixels when one looks closely. */

import type { Size } from "../geometry.ts";
import type { Viewport } from "../viewport.ts";

/** From this scale on, a person wants to see pixels, not guesses between them. */
const CRISP_FROM = 3;

export function paintImage(
  context: CanvasRenderingContext2D,
  view: Viewport,
  image: Size,
  bitmap: ImageBitmap | null,
): void {
  const width = image.width * view.scale;
  const height = image.height * view.scale;
  if (bitmap === null) {
    context.fillStyle = "#242629";
    context.fillRect(view.left, view.top, width, height);
    return;
  }
  context.imageSmoothingEnabled = view.scale < CRISP_FROM;
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, view.left, view.top, width, height);
}
