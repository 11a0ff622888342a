/** Two fingers: the middle between them pans, the distance between them zooms. */

import { type ScreenPoint, screenPoint } from "../geometry.ts";

export interface Pinch {
  readonly centre: ScreenPoint;
  readonly distance: number;
}

export interface PinchStep {
  readonly dx: number;
  readonly dy: number;
  readonly factor: number;
  readonly centre: ScreenPoint;
}

export const pinchOf = (a: ScreenPoint, b: ScreenPoint): Pinch => ({
  centre: screenPoint((a.x + b.x) / 2, (a.y + b.y) / 2),
  // Fingers that meet would zoom by infinity.
  distance: Math.max(Math.hypot(a.x - b.x, a.y - b.y), 8),
});

export const pinchStep = (before: Pinch, after: Pinch): PinchStep => ({
  dx: after.centre.x - before.centre.x,
  dy: after.centre.y - before.centre.y,
  factor: after.distance / before.distance,
  centre: after.centre,
});
