/** Searches a picture for what looks like a box, beside the page's own thread. */

import type { Rect, Size } from "../../../core/geometry.ts";
import { findMatches, type Match } from "../../../core/suggestions/matching.ts";
import type { Picture } from "../../../core/suggestions/planes.ts";

export interface SearchRequest {
  readonly id: number;
  readonly address: string;
  readonly image: Size;
  readonly example: Rect;
}

export interface SearchAnswer {
  readonly id: number;
  readonly matches: readonly Match[];
}

/** More pixels would say no more of what is searched at a few hundred. */
const LONGEST = 1600;

let known: { readonly address: string; readonly picture: Promise<Picture> } | null = null;

addEventListener("message", async ({ data }: MessageEvent<SearchRequest>) => {
  const { id, address, image, example } = data;
  const matches = await pictureAt(address)
    .then((picture) => findMatches(picture, image, example))
    .catch(() => []);
  const answer: SearchAnswer = { id, matches };
  postMessage(answer);
});

function pictureAt(address: string): Promise<Picture> {
  if (known?.address !== address) known = { address, picture: load(address) };
  return known.picture;
}

async function load(address: string): Promise<Picture> {
  const response = await fetch(address, { credentials: "same-origin" });
  const bitmap = await createImageBitmap(await response.blob());
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const context = new OffscreenCanvas(width, height).getContext("2d");
  if (context === null) throw new Error("This browser gives no canvas beside the page.");
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  const { data } = context.getImageData(0, 0, width, height);
  return { width, height, data };
}
