/**
 * Finds what looks like an example in a picture, with no model at all: its colours in its outline,
 * and its texture, by normalised cross-correlation at a few sizes. Pure; made to run in a worker.
 */

import type { Rect, Size } from "../geometry.ts";
import { areaOf, clampRect, heightOf, intersectionOverUnion, widthOf } from "../geometry.ts";
import {
  channelOf,
  correlation,
  type Picture,
  type Plane,
  padded,
  peaksOf,
  planeOf,
  resampled,
  type Window,
} from "./planes.ts";
import { silhouetteOf } from "./silhouette.ts";

export interface Match extends Rect {
  /** 0 to 1. */
  readonly likeness: number;
}

/** The longer side of the example in the picture that is searched: enough to tell, little to compute. */
const SIDE = 20;
const LEAST_SIDE = 7;
/** Products that a search may take; a larger picture is searched in a coarser form. */
const MOST_PRODUCTS = 500e6;
/** Of the example's size. */
const SCALES = [1, 0.85, 1.18];
/** Of likeness, for each e-fold of another size. */
const OTHER_SIZE = 0.4;
/** What the outline counts; the texture counts the rest. */
const OUTLINE = 0.75;
/** Around the outline, of its longer side: what is beside an object tells where it ends. */
const MARGIN = 0.18;
const LEAST_LIKENESS = 0.15;
const SAME_PLACE = 0.3;
/** Of a match that reaches over the border, so much must be inside. */
const LEAST_INSIDE = 0.5;

/**
 * @param example in pixels of the image, of which the picture is a smaller or equal form
 * @returns likest first, in pixels of the image; none of them is the example, no two the same object
 */
export function findMatches(picture: Picture, image: Size, example: Rect): Match[] {
  const scale = scaleFor(image, picture, example);
  if (scale === null) return [];
  const small = shrunk(picture, image, scale);
  const box = windowOf(example, scale);
  const maps = mapsOf(small, box);
  const found = SCALES.flatMap((size) =>
    matchesAt(maps, box, size).map(({ likeness, ...window }) => ({
      ...rectOf(window, 1 / scale),
      likeness,
    })),
  );
  return distinct(found.flatMap((match) => inside(match, image))).filter(
    (match) => intersectionOverUnion(match, example) < SAME_PLACE,
  );
}

/** From the image to the picture that is searched; null where the example is too small in it. */
function scaleFor(image: Size, picture: Size, example: Rect): number | null {
  const longer = Math.max(widthOf(example), heightOf(example));
  const finest = Math.min(picture.width / image.width, SIDE / longer);
  const products = (scale: number) =>
    image.width * image.height * scale ** 2 * (longer * scale * (1 + 2 * MARGIN)) ** 2 * 2 * 3;
  const coarser = (MOST_PRODUCTS / products(1)) ** 0.25;
  const scale = Math.min(finest, coarser);
  return longer * scale < LEAST_SIDE ? null : scale;
}

function shrunk(picture: Picture, image: Size, scale: number): Picture {
  const width = Math.max(1, Math.round(image.width * scale));
  const height = Math.max(1, Math.round(image.height * scale));
  const whole = { x: 0, y: 0, width: picture.width, height: picture.height };
  const data = new Uint8ClampedArray(width * height * 4);
  for (const channel of [0, 1, 2] as const) {
    const { values } = resampled(channelOf(picture, channel), whole, width, height);
    values.forEach((value, place) => {
      data[place * 4 + channel] = value;
    });
  }
  return { width, height, data };
}

function windowOf({ x1, y1, x2, y2 }: Rect, scale: number): Window {
  const x = Math.round(x1 * scale);
  const y = Math.round(y1 * scale);
  return {
    x,
    y,
    width: Math.max(3, Math.round(x2 * scale) - x),
    height: Math.max(3, Math.round(y2 * scale) - y),
  };
}

const rectOf = ({ x, y, width, height }: Window, scale: number): Rect => ({
  x1: x * scale,
  y1: y * scale,
  x2: (x + width) * scale,
  y2: (y + height) * scale,
});

interface Maps {
  readonly outline: Plane;
  readonly grey: Plane;
  /** Pixels around both, so that objects at the border are found. */
  readonly border: number;
}

function mapsOf(picture: Picture, box: Window): Maps {
  const border = Math.ceil(Math.max(box.width, box.height) / 2);
  return {
    outline: padded(silhouetteOf(picture, box), border),
    grey: padded(greyOf(picture), border),
    border,
  };
}

/** 0 to 1. */
function greyOf(picture: Picture): Plane {
  const grey = planeOf(picture.width, picture.height);
  for (const channel of [0, 1, 2] as const) {
    const { values } = channelOf(picture, channel);
    for (let place = 0; place < values.length; place++) {
      grey.values[place] = (grey.values[place] ?? 0) + (values[place] ?? 0) / (3 * 255);
    }
  }
  return grey;
}

/** Windows of the picture, without its border, that look like the example at another size. */
function matchesAt({ outline, grey, border }: Maps, box: Window, size: number) {
  const width = Math.max(3, Math.round(box.width * size));
  const height = Math.max(3, Math.round(box.height * size));
  const margin = Math.round(MARGIN * Math.max(width, height));
  const shapes = correlation(outline, outlineOf(width, height, margin));
  const crop = { ...box, x: box.x + border, y: box.y + border };
  const textures = correlation(grey, resampled(grey, crop, width, height));
  const likeness = planeOf(shapes.width, shapes.height);
  const penalty = OTHER_SIZE * Math.abs(Math.log(size));
  for (let y = 0; y < shapes.height; y++) {
    for (let x = 0; x < shapes.width; x++) {
      const shape = shapes.values[y * shapes.width + x] ?? 0;
      const texture = textures.values[(y + margin) * textures.width + x + margin] ?? 0;
      likeness.values[y * shapes.width + x] = OUTLINE * shape + (1 - OUTLINE) * texture - penalty;
    }
  }
  return peaksOf(likeness, LEAST_LIKENESS).map(({ x, y, value }) => ({
    x: x + margin - border,
    y: y + margin - border,
    width,
    height,
    likeness: Math.min(1, value),
  }));
}

/** A soft ellipse with room around it. */
function outlineOf(width: number, height: number, margin: number): Plane {
  const plane = planeOf(width + 2 * margin, height + 2 * margin);
  for (let y = 0; y < plane.height; y++) {
    for (let x = 0; x < plane.width; x++) {
      const right = (x - (plane.width - 1) / 2) / (width / 2);
      const down = (y - (plane.height - 1) / 2) / (height / 2);
      const radius = right * right + down * down;
      plane.values[y * plane.width + x] = 1 / (1 + Math.exp((radius - 1) * 6));
    }
  }
  return plane;
}

function inside(match: Match, image: Size): Match[] {
  const rect = clampRect(match, image);
  if (rect === null || areaOf(rect) < LEAST_INSIDE * areaOf(match)) return [];
  return [{ ...rect, likeness: match.likeness }];
}

/** Non-maximum suppression: of matches in one place, the likest. */
export function distinct<M extends Match>(matches: readonly M[]): M[] {
  const kept: M[] = [];
  for (const match of matches.toSorted((a, b) => b.likeness - a.likeness)) {
    if (kept.every((other) => intersectionOverUnion(match, other) < SAME_PLACE)) kept.push(match);
  }
  return kept;
}
