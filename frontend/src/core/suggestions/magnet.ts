/**
 * The magnet: what a sloppy drag or a click most likely meant, among all that the model saw, however
 * unlikely it held it. Pure functions of rectangles; knows nothing of tools or the screen.
 */

import {
  contains,
  heightOf,
  type ImagePoint,
  intersectionOverUnion,
  type Rect,
  widthOf,
} from "../geometry.ts";

/** A box that the model saw, shown or not. */
export interface Proposal extends Rect {
  readonly key: string;
  readonly category: number;
  /** 0 to 1. */
  readonly confidence: number;
}

/** Two proposals that overlap this much are two views of one object: only the likelier one attracts. */
const SAME_OBJECT = 0.55;
/** A proposal of another class than the one being drawn counts this much of its confidence. */
const OTHER_CLASS = 0.5;
/** The drag must come this close to a proposal that the model is sure of; closer to a doubtful one. */
const NEAR_IF_SURE = 0.5;
const NEAR_IF_DOUBTFUL = 0.72;
/** A click says less than a drag, so the model must say more. */
const CLICKABLE_FROM = 0.2;
/** Of each side: a click near the border is rather the first corner of a new box. */
const BORDER = 0.2;

/**
 * The proposals that attract, likeliest first: no two of them are the same object, and none is an
 * object that already has its box.
 *
 * @param category the class being drawn; its proposals go before those of others
 */
export function attracting(
  proposals: Iterable<Proposal>,
  taken: readonly Rect[],
  category: number | null,
): Proposal[] {
  const weight = (proposal: Proposal) =>
    proposal.confidence * (proposal.category === category ? 1 : OTHER_CLASS);
  const likeliestFirst = [...proposals].sort(
    (a, b) => weight(b) - weight(a) || (a.key < b.key ? -1 : 1),
  );
  const kept: Proposal[] = [];
  for (const proposal of likeliestFirst) {
    const isSame = (other: Rect) => intersectionOverUnion(proposal, other) >= SAME_OBJECT;
    if (!kept.some(isSame) && !taken.some(isSame)) kept.push(proposal);
  }
  return kept;
}

/**
 * What the dragged rectangle snaps to; null where nothing is near enough. A rectangle that has
 * snapped snaps to itself, since of those that attract no two are alike.
 *
 * @param attractors as `attracting` gives them
 */
export function snapOf(drag: Rect, attractors: readonly Proposal[]): Proposal | null {
  let best: { proposal: Proposal; overlap: number } | null = null;
  for (const proposal of attractors) {
    const overlap = intersectionOverUnion(drag, proposal);
    if (overlap < nearEnough(proposal)) continue;
    if (best === null || overlap > best.overlap) best = { proposal, overlap };
  }
  return best?.proposal ?? null;
}

const nearEnough = ({ confidence }: Proposal): number =>
  NEAR_IF_DOUBTFUL - (NEAR_IF_DOUBTFUL - NEAR_IF_SURE) * confidence;

/**
 * What a click means: the one good proposal around the point. Null where there is none or several,
 * or where the point lies by the border of it, as the first of two corners does.
 */
export function snapAt(point: ImagePoint, attractors: readonly Proposal[]): Proposal | null {
  const around = attractors.filter(
    (proposal) => proposal.confidence >= CLICKABLE_FROM && contains(proposal, point),
  );
  const [only] = around;
  return only !== undefined && around.length === 1 && contains(heartOf(only), point) ? only : null;
}

function heartOf(rect: Rect): Rect {
  const across = BORDER * widthOf(rect);
  const down = BORDER * heightOf(rect);
  return {
    x1: rect.x1 + across,
    y1: rect.y1 + down,
    x2: rect.x2 - across,
    y2: rect.y2 - down,
  };
}
