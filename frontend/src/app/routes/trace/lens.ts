/** How closely one looks at the picture. It is the same for every frame, whatever its size. */

import type { Corners } from "../../api/trace-types.ts";
import { centreOf, type Fit, fitInto, type Point, type Size } from "./frame.ts";

export interface Lens {
  /** How many times as large as where the whole picture is seen; at least 1. */
  readonly zoom: number;
  /** What lies in the middle, in image pixels. */
  readonly middle: Point;
}

export const ZOOM_STEP = 1.25;
/** Of the frame's width or height, a box that is looked at closely. */
const PART = 0.6;
/** So many image pixels still fill the frame. */
const FEWEST_PIXELS = 12;

export const wholeOf = ({ width, height }: Size): Lens => ({
  zoom: 1,
  middle: [width / 2, height / 2],
});

/** Within the limits: nothing is seen beyond what the whole picture would cover. */
export function within({ zoom, middle }: Lens, { width, height }: Size): Lens {
  const most = Math.max(1, Math.max(width, height) / FEWEST_PIXELS);
  const held = Math.min(Math.max(zoom, 1), most);
  const place = (at: number, side: number) => {
    const half = side / (2 * held);
    return Math.min(Math.max(at, half), side - half);
  };
  return { zoom: held, middle: [place(middle[0], width), place(middle[1], height)] };
}

/** Where the image lies in its frame. */
export function fitThrough(lens: Lens, image: Size, frame: Size): Fit {
  const { zoom, middle } = within(lens, image);
  const scale = fitInto(image, frame).scale * zoom;
  return {
    scale,
    left: frame.width / 2 - middle[0] * scale,
    top: frame.height / 2 - middle[1] * scale,
  };
}

/** What lies at the point, in image pixels, stays where it is; without a point, the middle. */
export function zoomed(lens: Lens, factor: number, image: Size, at?: Point): Lens {
  const before = within(lens, image);
  const { zoom } = within({ ...before, zoom: before.zoom * factor }, image);
  const [x, y] = before.middle;
  const [toX, toY] = at ?? before.middle;
  const part = before.zoom / zoom;
  return within({ zoom, middle: [toX + (x - toX) * part, toY + (y - toY) * part] }, image);
}

/** The picture moves by so many image pixels. */
export function moved(lens: Lens, [dx, dy]: Point, image: Size): Lens {
  const { zoom, middle } = within(lens, image);
  return within({ zoom, middle: [middle[0] - dx, middle[1] - dy] }, image);
}

/** The box fills most of the frame. */
export function closeTo(box: Corners, image: Size): Lens {
  const [x1, y1, x2, y2] = box;
  const [across, down] = [image.width / Math.max(x2 - x1, 1), image.height / Math.max(y2 - y1, 1)];
  return within({ zoom: PART * Math.min(across, down), middle: centreOf(box) }, image);
}
