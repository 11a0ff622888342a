/** Which images are worth having ready beside the one on the desk. Pure. */

/** Which way the person goes through the images. */
export type Direction = 1 | -1;

const AHEAD = 3;
const BEHIND = 1;

/** Places beside this one, those that come next first: three the way one goes, and one back. */
export function neighbouringPlaces(position: number, direction: Direction): number[] {
  const ahead = Array.from({ length: AHEAD }, (_, step) => position + direction * (step + 1));
  const behind = Array.from({ length: BEHIND }, (_, step) => position - direction * (step + 1));
  return [...ahead, ...behind].filter((place) => place >= 0);
}
