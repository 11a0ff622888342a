/** Maps of bytes, as they come: base64, one byte a cell, row by row. */

import type { HeightWidth } from "../../api/trace-types.ts";

export interface ByteMap {
  readonly width: number;
  readonly height: number;
  /** 0 to 255. */
  readonly values: Uint8Array;
}

export const bytesOf = (base64: string): Uint8Array =>
  Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

/** Throws a RangeError where the bytes are not as many as the cells. */
export function mapOf(base64: string, [height, width]: HeightWidth): ByteMap {
  const values = bytesOf(base64);
  if (values.length !== width * height) {
    throw new RangeError(`${values.length} bytes for ${height} x ${width} cells`);
  }
  return { width, height, values };
}

export const PATCH_SIDE = 7;

/** The square patch of one proposal, out of those of all. */
export function patchOf(patches: Uint8Array, proposal: number): ByteMap {
  const cells = PATCH_SIDE * PATCH_SIDE;
  const values = patches.subarray(proposal * cells, (proposal + 1) * cells);
  return { width: PATCH_SIDE, height: PATCH_SIDE, values };
}
