/**
 * Where the image lies on the screen: fit, zoom at a point, pan, and the only bridge between the two
 * spaces. Pure; a view is a value.
 */

import {
  centreOf,
  clamp,
  heightOf,
  type ImagePoint,
  imagePoint,
  type Rect,
  type ScreenPoint,
  type Size,
  screenPoint,
  widthOf,
} from "./geometry.ts";

export interface Viewport {
  /** Screen pixels per image pixel. */
  readonly scale: number;
  /** Where the image's origin lies, in screen pixels. */
  readonly left: number;
  readonly top: number;
  /** The size of the host, in screen pixels. */
  readonly width: number;
  readonly height: number;
}

export const MAX_SCALE = 64;
const FIT_MARGIN = 24;
/** At least this many screen pixels of the image stay in sight, so that it cannot be lost. */
const KEEP_IN_SIGHT = 48;

export const toImage = (at: ScreenPoint, view: Viewport): ImagePoint =>
  imagePoint((at.x - view.left) / view.scale, (at.y - view.top) / view.scale);

export const toScreen = (at: ImagePoint, view: Viewport): ScreenPoint =>
  screenPoint(at.x * view.scale + view.left, at.y * view.scale + view.top);

export const rectToScreen = ({ x1, y1, x2, y2 }: Rect, { scale, left, top }: Viewport): Rect => ({
  x1: x1 * scale + left,
  y1: y1 * scale + top,
  x2: x2 * scale + left,
  y2: y2 * scale + top,
});

export const sameView = (a: Viewport, b: Viewport): boolean =>
  a.scale === b.scale &&
  a.left === b.left &&
  a.top === b.top &&
  a.width === b.width &&
  a.height === b.height;

/** The whole image, centred, with a margin; small images are enlarged to at most four times. */
export function fit(image: Size, host: Size): Viewport {
  const room = { width: host.width - 2 * FIT_MARGIN, height: host.height - 2 * FIT_MARGIN };
  const scale = clamp(
    Math.min(room.width / image.width, room.height / image.height),
    smallestScale(image),
    4,
  );
  return centredOn(imagePoint(image.width / 2, image.height / 2), scale, host);
}

/** One image pixel on one screen pixel, looking at the same place. */
export const actualSize = (view: Viewport, image: Size): Viewport =>
  zoomAt(view, middleOf(view), 1 / view.scale, image);

/** The rectangle filling most of the screen, for looking at one box. */
export function zoomTo(rect: Rect, image: Size, host: Size): Viewport {
  const scale = Math.min(
    (host.width * 0.6) / Math.max(widthOf(rect), 1),
    (host.height * 0.6) / Math.max(heightOf(rect), 1),
  );
  return limitPan(
    centredOn(centreOf(rect), clamp(scale, smallestScale(image), MAX_SCALE / 4), host),
    image,
  );
}

/** Zoomed so that the image point under `at` stays under it. */
export function zoomAt(view: Viewport, at: ScreenPoint, factor: number, image: Size): Viewport {
  const scale = clamp(view.scale * factor, smallestScale(image), MAX_SCALE);
  const grown = scale / view.scale;
  return limitPan(
    {
      ...view,
      scale,
      left: at.x - (at.x - view.left) * grown,
      top: at.y - (at.y - view.top) * grown,
    },
    image,
  );
}

export const panBy = (view: Viewport, dx: number, dy: number, image: Size): Viewport =>
  limitPan({ ...view, left: view.left + dx, top: view.top + dy }, image);

/** The host changed its size: what was in the middle stays in the middle. */
export function resizeHost(view: Viewport, host: Size, image: Size): Viewport {
  return limitPan(
    {
      ...view,
      left: view.left + (host.width - view.width) / 2,
      top: view.top + (host.height - view.height) / 2,
      width: host.width,
      height: host.height,
    },
    image,
  );
}

/** The view for the next image: kept when the sizes are equal, so that series stay aligned. */
export function viewForNext(view: Viewport, before: Size, after: Size): Viewport {
  const isSameSize = before.width === after.width && before.height === after.height;
  return isSameSize ? view : fit(after, view);
}

/** Just enough panning to bring the whole rectangle into sight; unchanged when it already is. */
export function reveal(view: Viewport, rect: Rect, image: Size): Viewport {
  const from = toScreen(imagePoint(rect.x1, rect.y1), view);
  const to = toScreen(imagePoint(rect.x2, rect.y2), view);
  const dx = shiftInto(from.x, to.x, view.width);
  const dy = shiftInto(from.y, to.y, view.height);
  return dx === 0 && dy === 0 ? view : panBy(view, dx, dy, image);
}

/** How far a stretch must be moved to lie within the room; one longer than it fills its middle. */
function shiftInto(from: number, to: number, room: number): number {
  const margin = Math.min(FIT_MARGIN / 2, room / 4);
  if (to - from > room - 2 * margin) {
    const isFilling = from <= margin && to >= room - margin;
    return isFilling ? 0 : room / 2 - (from + to) / 2;
  }
  if (from < margin) return margin - from;
  return to > room - margin ? room - margin - to : 0;
}

/** The part of the image that is in sight, in image pixels; it may reach beyond the image. */
export function visibleRect(view: Viewport): Rect {
  const from = toImage(screenPoint(0, 0), view);
  const to = toImage(screenPoint(view.width, view.height), view);
  return { x1: from.x, y1: from.y, x2: to.x, y2: to.y };
}

export const middleOf = (host: Size): ScreenPoint => screenPoint(host.width / 2, host.height / 2);

function centredOn(at: ImagePoint, scale: number, host: Size): Viewport {
  return {
    scale,
    left: host.width / 2 - at.x * scale,
    top: host.height / 2 - at.y * scale,
    width: host.width,
    height: host.height,
  };
}

function limitPan(view: Viewport, image: Size): Viewport {
  const width = image.width * view.scale;
  const height = image.height * view.scale;
  const keepX = Math.min(KEEP_IN_SIGHT, width);
  const keepY = Math.min(KEEP_IN_SIGHT, height);
  return {
    ...view,
    left: clamp(view.left, keepX - width, view.width - keepX),
    top: clamp(view.top, keepY - height, view.height - keepY),
  };
}

/** Small enough to see any image as a stamp, never so small that it vanishes. */
const smallestScale = (image: Size): number =>
  Math.min(1, 32 / Math.max(image.width, image.height));
