/**
 * Which edges of a suggestion to look at twice: those whose spread is large for the side that they
 * end. Marking them draws the eye, and away from the rest, so a few images go without, as an audit.
 */

import type { Box, Spread } from "./document.ts";
import { heightOf, type Rect, widthOf } from "./geometry.ts";

export type Edge = "left" | "top" | "right" | "bottom";

export interface Cue {
  readonly edge: Edge;
  /** Where the edge may well be: one standard deviation to either side. */
  readonly band: Rect;
}

/** Of the side. Below, an edge is as good as a person draws it. */
const UNSURE_FROM = 0.05;
/** Of the side: a wider band would say no more, and hide the box. */
const WIDEST = 0.25;
/** One image in so many has no marks. */
const AUDIT_EVERY = 20;

export function cuesOf(rect: Rect, spread: Spread): Cue[] {
  const { x1, y1, x2, y2 } = rect;
  const across = (edge: "left" | "right", x: number, deviation: number) =>
    cue(edge, deviation, widthOf(rect), (half) => ({ x1: x - half, y1, x2: x + half, y2 }));
  const down = (edge: "top" | "bottom", y: number, deviation: number) =>
    cue(edge, deviation, heightOf(rect), (half) => ({ x1, y1: y - half, x2, y2: y + half }));
  return [
    ...across("left", x1, spread[0]),
    ...down("top", y1, spread[1]),
    ...across("right", x2, spread[2]),
    ...down("bottom", y2, spread[3]),
  ];
}

function cue(edge: Edge, deviation: number, side: number, bandOf: (half: number) => Rect): Cue[] {
  if (!(deviation > UNSURE_FROM * side)) return [];
  return [{ edge, band: bandOf(Math.min(deviation, WIDEST * side)) }];
}

/** Whether an edge of these suggestions is marked. */
export const haveCues = (boxes: readonly Box[]): boolean =>
  boxes.some((box) => box.spread !== null && cuesOf(box, box.spread).length > 0);

/** The box with the room that its marks may take. */
export function withCueRoom(rect: Rect, spread: Spread): Rect {
  const rects = [rect, ...cuesOf(rect, spread).map(({ band }) => band)];
  return {
    x1: Math.min(...rects.map(({ x1 }) => x1)),
    y1: Math.min(...rects.map(({ y1 }) => y1)),
    x2: Math.max(...rects.map(({ x2 }) => x2)),
    y2: Math.max(...rects.map(({ y2 }) => y2)),
  };
}

/** The same images for everybody and for ever: by the mixed bits of the id (MurmurHash3's finaliser). */
export function isAudited(image: number): boolean {
  let bits = image | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return ((bits ^ (bits >>> 16)) >>> 0) % AUDIT_EVERY === 0;
}
