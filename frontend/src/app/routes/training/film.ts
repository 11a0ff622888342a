/** What a frame shows: which drawn boxes the network found, and what else it saw. */

export type Box = readonly number[]; // category, x1, y1, x2, y2, and of a found one its score

const FOUND = 0.5; // Intersection over union with a drawn box of the same category.

export const scoreOf = (box: Box) => box[5] ?? 1;

export function iou(a: Box, b: Box): number {
  const [, ax1 = 0, ay1 = 0, ax2 = 0, ay2 = 0] = a;
  const [, bx1 = 0, by1 = 0, bx2 = 0, by2 = 0] = b;
  const width = Math.min(ax2, bx2) - Math.max(ax1, bx1);
  const height = Math.min(ay2, by2) - Math.max(ay1, by1);
  if (width <= 0 || height <= 0) return 0;
  const both = width * height;
  return both / ((ax2 - ax1) * (ay2 - ay1) + (bx2 - bx1) * (by2 - by1) - both);
}

export type Tally = { drawn: number; found: number; others: number };

/** seen: the best score first. Each drawn box is found once. */
export function tally(drawn: readonly Box[], seen: readonly Box[]): Tally {
  const left = new Set(drawn);
  let found = 0;
  for (const box of seen) {
    const match = [...left].find((one) => one[0] === box[0] && iou(one, box) >= FOUND);
    if (!match) continue;
    left.delete(match);
    found += 1;
  }
  return { drawn: drawn.length, found, others: seen.length - found };
}
