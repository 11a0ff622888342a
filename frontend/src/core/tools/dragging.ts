/** Where boxes go as they are dragged, and how that is rounded in the end. Pure. */

import {
  boundsOf,
  clampRect,
  type Handle,
  type ImagePoint,
  moveInside,
  type Rect,
  type ResizeOptions,
  resizeByHandle,
  roundRect,
  type Size,
} from "../geometry.ts";
import type { Modifiers, PointerInput } from "./machine.ts";

export type Rects = ReadonlyMap<string, Rect>;

/** All by the same amount, so that a group keeps its shape at the border of the image. */
export function movedTo(origin: Rects, from: ImagePoint, to: ImagePoint, image: Size): Rects {
  const bounds = boundsOf(origin.values());
  if (bounds === null) return origin;

  const target = moveInside(bounds, to.x - from.x, to.y - from.y, image);
  const dx = target.x1 - bounds.x1;
  const dy = target.y1 - bounds.y1;
  return new Map(
    [...origin].map(([key, rect]) => [
      key,
      { x1: rect.x1 + dx, y1: rect.y1 + dy, x2: rect.x2 + dx, y2: rect.y2 + dy },
    ]),
  );
}

const resizeOptions = ({ shift, alt }: Modifiers): ResizeOptions => ({
  keepRatio: shift,
  fromCentre: alt,
});

export function pulled(
  state: { readonly origin: Rect; readonly handle: Handle; readonly from: ImagePoint },
  input: PointerInput,
): Rect {
  const dx = input.at.x - state.from.x;
  const dy = input.at.y - state.from.y;
  return resizeByHandle(state.origin, state.handle, dx, dy, resizeOptions(input.modifiers));
}

/** Rounds where the boxes went, not how large they are: a box that was moved keeps its size. */
export function roundMoved(rects: Rects, origin: Rects, image: Size): Rects {
  return new Map(
    [...rects].map(([key, rect]) => {
      const from = origin.get(key) ?? rect;
      const dx = Math.round((rect.x1 - from.x1) * 100) / 100;
      const dy = Math.round((rect.y1 - from.y1) * 100) / 100;
      return [key, moveInside(from, dx, dy, image)];
    }),
  );
}

/**
 * Only the sides that were pulled are rounded; the others stay as they came. Null where nothing of
 * the box is left in the image.
 */
export function roundPulled(
  { origin, rect }: { readonly origin: Rect; readonly rect: Rect },
  image: Size,
): Rect | null {
  const rounded = roundRect(rect);
  const side = (name: keyof Rect) => (rect[name] === origin[name] ? origin[name] : rounded[name]);
  return clampRect({ x1: side("x1"), y1: side("y1"), x2: side("x2"), y2: side("y2") }, image);
}
