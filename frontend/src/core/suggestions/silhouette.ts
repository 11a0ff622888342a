/**
 * Where a picture has the colours of an example: learned from the example's box, against all around
 * it. Objects of one kind share their colours more than their texture.
 */

import { channelOf, type Picture, type Plane, planeOf, type Window } from "./planes.ts";

/** Of each channel. */
const LEVELS = 12;
/** The ellipse in the box that surely is the object: of the squared radius. */
const CORE = 0.8;
/** Gaussian weights of a bin and its neighbours (standard deviation 0.8 bins) and of a pixel's (0.6). */
const BIN_BLUR = [0.0219, 0.2283, 0.4996, 0.2283, 0.0219];
const PIXEL_BLUR = [0.1664, 0.6672, 0.1664];

/** @returns 0 to 1: how far each pixel's colour speaks for the object */
export function silhouetteOf(picture: Picture, box: Window): Plane {
  const bins = binsOf(picture);
  const inside = new Float32Array(LEVELS ** 3);
  const outside = new Float32Array(LEVELS ** 3);
  bins.forEach((bin, place) => {
    const x = place % picture.width;
    const y = Math.floor(place / picture.width);
    if (isInCore(box, x, y)) inside[bin] = (inside[bin] as number) + 1;
    else if (!isInBox(box, x, y)) outside[bin] = (outside[bin] as number) + 1;
  });
  const odds = oddsOf(shares(blurredBins(inside)), shares(blurredBins(outside)));
  const plane = planeOf(picture.width, picture.height);
  for (let place = 0; place < bins.length; place++) {
    plane.values[place] = odds[bins[place] as number] as number;
  }
  return blurredPlane(plane);
}

function binsOf(picture: Picture): Uint16Array {
  const channels = ([0, 1, 2] as const).map((channel) => channelOf(picture, channel).values);
  const [red, green, blue] = channels as [Float32Array, Float32Array, Float32Array];
  const level = (value: number) => Math.floor((value * LEVELS) / 256);
  return Uint16Array.from(
    red,
    (value, place) =>
      (level(value) * LEVELS + level(green[place] as number)) * LEVELS +
      level(blue[place] as number),
  );
}

function isInCore({ x: left, y: top, width, height }: Window, x: number, y: number): boolean {
  const right = (x + 0.5 - left - width / 2) / (width / 2);
  const down = (y + 0.5 - top - height / 2) / (height / 2);
  return right * right + down * down < CORE;
}

const isInBox = ({ x: left, y: top, width, height }: Window, x: number, y: number): boolean =>
  x >= left && x < left + width && y >= top && y < top + height;

/** A colour that was seen speaks for those next to it. */
function blurredBins(bins: Float32Array): Float32Array {
  let from = bins;
  for (const stride of [1, LEVELS, LEVELS * LEVELS]) {
    const source = from;
    from = source.map((_, place) => {
      const level = Math.floor(place / stride) % LEVELS;
      return BIN_BLUR.reduce((sum, weight, offset) => {
        const shift = Math.min(Math.max(level + offset - 2, 0), LEVELS - 1) - level;
        return sum + weight * (source[place + shift * stride] as number);
      }, 0);
    });
  }
  return from;
}

function shares(bins: Float32Array): Float32Array {
  const total = bins.reduce((sum, count) => sum + count, 0) || 1;
  return bins.map((count) => count / total);
}

const oddsOf = (inside: Float32Array, outside: Float32Array): Float32Array =>
  inside.map((share, bin) => share / (share + (outside[bin] as number) + 1e-6));

function blurredPlane(plane: Plane): Plane {
  return blurredAlong(blurredAlong(plane, 1, 0), 0, 1);
}

function blurredAlong({ width, height, values }: Plane, right: 0 | 1, down: 0 | 1): Plane {
  const result = planeOf(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      result.values[y * width + x] = PIXEL_BLUR.reduce((sum, weight, offset) => {
        const column = Math.min(Math.max(x + (offset - 1) * right, 0), width - 1);
        const row = Math.min(Math.max(y + (offset - 1) * down, 0), height - 1);
        return sum + weight * (values[row * width + column] as number);
      }, 0);
    }
  }
  return result;
}
