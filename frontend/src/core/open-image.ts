/** An image as the server opens it: what it is, its boxes, and what a model saw in it. */

import type { Size } from "./geometry.ts";
import type { ImageState, WireAnnotation, WirePrediction } from "./sync/wire.ts";

export interface SheetImage extends Size {
  readonly id: number;
  readonly fileName: string;
  readonly state: ImageState;
  /** Addresses of the image as it came, and of a smaller one that every browser can show. */
  readonly file: string;
  readonly preview: string;
  /** Of a small picture, for lists. */
  readonly thumbnail: string;
  /** Of the tiles of a very large image, with {level}, {x} and {y} to fill in. */
  readonly tiles: string | null;
}

/** Why the queue chose this image. */
export interface Reason {
  readonly code: string;
  readonly text: string;
}

export interface OpenImage {
  readonly image: SheetImage;
  readonly annotation: WireAnnotation;
  readonly prediction: WirePrediction | null;
  readonly reason: Reason | null;
  /** Milliseconds; null when nobody reserved it. */
  readonly leasedUntil: number | null;
}

/**
 * Whether the boxes may be changed here: they may while another window is still asked about them,
 * and not when that one has them, or when the person is but a viewer.
 */
export type Access = "ours" | "asking" | "elsewhere" | "viewer";
