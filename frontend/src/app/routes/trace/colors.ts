/**
 * Numbers as colours: viridis, in which equal steps look equal, and which gets lighter all the way, so
 * that it is read without telling red from green, and in grey.
 */

import type { ByteMap } from "./decode.ts";

/** Viridis at 0, 0.1 ... 1 (matplotlib). */
const ANCHORS = [
  [68, 1, 84],
  [72, 36, 117],
  [65, 68, 135],
  [53, 95, 141],
  [42, 120, 142],
  [33, 145, 140],
  [34, 168, 132],
  [68, 191, 112],
  [122, 209, 81],
  [189, 223, 38],
  [253, 231, 37],
] as const;

type Rgb = readonly [number, number, number];

/** Of 0 to 1; what lies beyond takes the colour of the end. */
export function colorAt(part: number): Rgb {
  const place = Math.min(Math.max(part, 0), 1) * (ANCHORS.length - 1);
  const lower = Math.min(Math.floor(place), ANCHORS.length - 2);
  const [from = [0, 0, 0], to = [0, 0, 0]] = [ANCHORS[lower], ANCHORS[lower + 1]];
  const mixed = (at: 0 | 1 | 2) => Math.round(from[at] + (place - lower) * (to[at] - from[at]));
  return [mixed(0), mixed(1), mixed(2)];
}

export const cssColorAt = (part: number): string => `rgb(${colorAt(part).join(" ")})`;

/** The whole map as a CSS gradient, from left to right. */
export const SCALE = `linear-gradient(to right, ${ANCHORS.map((rgb) => `rgb(${rgb.join(" ")})`).join(", ")})`;

const TABLE: readonly Rgb[] = Array.from({ length: 256 }, (_, byte) => colorAt(byte / 255));

/** Pixels for an ImageData, four bytes each. */
export function pixelsOf({ values }: Pick<ByteMap, "values">): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(values.length * 4);
  values.forEach((byte, place) => {
    pixels.set(TABLE[byte] ?? [0, 0, 0], place * 4);
    pixels[place * 4 + 3] = 255;
  });
  return pixels;
}
