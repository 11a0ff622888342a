/**
 * Which box lies under the pointer. Handles of the selection win over its edges, those over the
 * nearest edge of any box, that over the smallest box around the point.
 */

import { at, type BoxDocument } from "./document.ts";
import {
  areaOf,
  contains,
  HANDLES,
  type Handle,
  handlePoint,
  heightOf,
  type ImagePoint,
  intersects,
  type Rect,
  widthOf,
} from "./geometry.ts";

export type Hit =
  | { readonly part: "handle"; readonly key: string; readonly handle: Handle }
  /** With the side or corner that a drag takes along; null where a small box is moved instead. */
  | { readonly part: "edge"; readonly key: string; readonly handle: Handle | null }
  | { readonly part: "inside"; readonly key: string };

/** Finds boxes by place. A linear scan today: 0.15 ms for 20,000 boxes. */
export interface HitIndex {
  /** Keys of the visible boxes that the point lies in or close to, smallest first. */
  around(point: ImagePoint, tolerance: number): string[];
  /** Keys of the visible boxes that touch the rectangle. */
  within(rect: Rect): string[];
}

/** Reaches, in screen pixels. */
const HANDLE_REACH = { mouse: 8, pen: 10, touch: 16 } as const;
const EDGE_REACH = 4;
export type PointerKind = keyof typeof HANDLE_REACH;

export class LinearIndex implements HitIndex {
  readonly #document: BoxDocument;
  readonly #isVisible: (slot: number) => boolean;

  constructor(document: BoxDocument, isVisible: (slot: number) => boolean) {
    this.#document = document;
    this.#isVisible = isVisible;
  }

  around(point: ImagePoint, tolerance: number): string[] {
    const { x1, y1, x2, y2 } = this.#document;
    const found: number[] = [];
    for (let slot = 0; slot < this.#document.end; slot++) {
      if (
        point.x >= at(x1, slot) - tolerance &&
        point.x < at(x2, slot) + tolerance &&
        point.y >= at(y1, slot) - tolerance &&
        point.y < at(y2, slot) + tolerance &&
        this.#isThere(slot)
      ) {
        found.push(slot);
      }
    }
    return this.#smallestFirst(found);
  }

  within(rect: Rect): string[] {
    const found: string[] = [];
    for (let slot = 0; slot < this.#document.end; slot++) {
      if (this.#isThere(slot) && intersects(rect, this.#document.rectAt(slot))) {
        found.push(this.#document.keyOf(slot));
      }
    }
    return found;
  }

  #isThere(slot: number): boolean {
    return this.#document.isAlive(slot) && this.#isVisible(slot);
  }

  #smallestFirst(slots: number[]): string[] {
    const area = (slot: number) => areaOf(this.#document.rectAt(slot));
    return slots.sort((a, b) => area(a) - area(b)).map((slot) => this.#document.keyOf(slot));
  }
}

export interface HitQuery {
  readonly document: BoxDocument;
  readonly index: HitIndex;
  readonly selection: ReadonlySet<string>;
  /** Screen pixels per image pixel: reaches are meant for the hand, not for the image. */
  readonly scale: number;
}

export function hitTest(query: HitQuery, point: ImagePoint, pointer: PointerKind): Hit | null {
  const handle = hitHandle(query, point, HANDLE_REACH[pointer] / query.scale);
  if (handle !== null) return handle;

  const near = query.index.around(point, EDGE_REACH / query.scale);
  return hitEdge(query, near, point) ?? hitInside(query, near, point);
}

/** Boxes under the point, smallest first: what a further click goes down through. */
export function stackAt(query: HitQuery, point: ImagePoint): string[] {
  return query.index.around(point, EDGE_REACH / query.scale);
}

/** The one below `current` in the stack; the uppermost after the last. */
export function nextInStack(stack: readonly string[], current: string | undefined): string | null {
  const place = current === undefined ? -1 : stack.indexOf(current);
  return stack[(place + 1) % stack.length] ?? null;
}

/** Only a single selected box shows handles. Corners win over sides where the box is small. */
function hitHandle(query: HitQuery, point: ImagePoint, reach: number): Hit | null {
  if (query.selection.size !== 1) return null;
  const [key = ""] = query.selection;
  const box = query.document.get(key);
  if (box === null) return null;

  let best: { handle: Handle; distance: number } | null = null;
  for (const handle of handlesOf(box, query.scale)) {
    const place = handlePoint(box, handle);
    const distance = Math.max(Math.abs(place.x - point.x), Math.abs(place.y - point.y));
    if (distance <= reach && (best === null || distance < best.distance)) {
      best = { handle, distance };
    }
  }
  if (best === null || isHeart(box, point, reach)) return null;
  return { part: "handle", key, handle: best.handle };
}

/** Side handles are left out where they would sit on top of the corners. */
export function handlesOf(rect: Rect, scale: number): Handle[] {
  const room = 3 * HANDLE_REACH.mouse;
  return HANDLES.filter((handle) => {
    if (handle.length === 2) return true;
    const side = handle === "n" || handle === "s" ? widthOf(rect) : heightOf(rect);
    return side * scale >= room;
  });
}

/** The middle of a small box is for moving it, although handles reach that far. */
function isHeart(rect: Rect, point: ImagePoint, reach: number): boolean {
  const marginX = Math.min(reach, widthOf(rect) / 4);
  const marginY = Math.min(reach, heightOf(rect) / 4);
  return contains(
    {
      x1: rect.x1 + marginX,
      y1: rect.y1 + marginY,
      x2: rect.x2 - marginX,
      y2: rect.y2 - marginY,
    },
    point,
  );
}

function hitEdge(query: HitQuery, near: readonly string[], point: ImagePoint): Hit | null {
  const reach = EDGE_REACH / query.scale;
  let best: { key: string; distance: number } | null = null;
  for (const key of near) {
    const box = query.document.get(key);
    if (box === null) continue;
    // Half a pixel of preference keeps the selection under the hand where edges meet.
    const distance = edgeDistance(box, point) - (query.selection.has(key) ? reach / 2 : 0);
    if (distance <= reach && (best === null || distance < best.distance)) best = { key, distance };
  }
  const box = best === null ? null : query.document.get(best.key);
  if (best === null || box === null) return null;
  const handle = isHeart(box, point, reach) ? null : sideAt(box, point, reach);
  return { part: "edge", key: best.key, handle };
}

/** The nearest side, or the corner where two sides meet within reach. */
function sideAt(rect: Rect, { x, y }: ImagePoint, reach: number): Handle {
  const [north, south] = [Math.abs(y - rect.y1), Math.abs(y - rect.y2)];
  const [west, east] = [Math.abs(x - rect.x1), Math.abs(x - rect.x2)];
  const upright = north <= south ? "n" : "s";
  const across = west <= east ? "w" : "e";
  const [nearV, nearH] = [Math.min(north, south), Math.min(west, east)];
  if (nearV <= reach && nearH <= reach) return `${upright}${across}`;
  return nearV <= nearH ? upright : across;
}

function hitInside(query: HitQuery, near: readonly string[], point: ImagePoint): Hit | null {
  const key = near.find((candidate) => {
    const box = query.document.get(candidate);
    return box !== null && contains(box, point);
  });
  return key === undefined ? null : { part: "inside", key };
}

/** Distance from a point in or near the rectangle to its nearest side. */
function edgeDistance(rect: Rect, point: ImagePoint): number {
  return Math.min(
    Math.abs(point.x - rect.x1),
    Math.abs(point.x - rect.x2),
    Math.abs(point.y - rect.y1),
    Math.abs(point.y - rect.y2),
  );
}
