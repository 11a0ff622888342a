/** Paints the image: smooth when it is shrunk, with crisp pixels when one looks closely. */

import type { Size } from "../geometry.ts";
import type { ImageSource, Piece } from "../images/source.ts";
import type { Viewport } from "../viewport.ts";

/** Beyond this scale a person wants to see pixels, not guesses between them. */
const CRISP_BEYOND = 2;

/** `ratio`: canvas pixels per screen pixel. */
export function paintImage(
  context: CanvasRenderingContext2D,
  view: Viewport,
  image: Size,
  source: ImageSource | null,
  ratio: number,
): void {
  if (source === null) {
    context.fillStyle = "#242629";
    context.fillRect(view.left, view.top, image.width * view.scale, image.height * view.scale);
    return;
  }
  context.imageSmoothingQuality = "high";
  for (const piece of source.pieces(view, ratio)) {
    context.imageSmoothingEnabled = !isEnlarged(piece, view);
    paintPiece(context, view, piece, ratio);
  }
}

/** A coarse picture of a fine image stays smooth: its pixels are not the image's. */
const isEnlarged = ({ bitmap, width }: Piece, { scale }: Viewport): boolean =>
  scale > CRISP_BEYOND && bitmap.width >= width;

/** Edges lie on whole canvas pixels, so that no line shows between two tiles. */
function paintPiece(
  context: CanvasRenderingContext2D,
  view: Viewport,
  { bitmap, left, top, width, height }: Piece,
  ratio: number,
): void {
  const onPixel = (at: number) => Math.round(at * ratio) / ratio;
  const x1 = onPixel(view.left + left * view.scale);
  const y1 = onPixel(view.top + top * view.scale);
  const x2 = onPixel(view.left + (left + width) * view.scale);
  const y2 = onPixel(view.top + (top + height) * view.scale);
  context.drawImage(bitmap, x1, y1, x2 - x1, y2 - y1);
}
