/** An offer of look-alikes as a value: which are shown, and which one is looked at. */

import type { Desk } from "../desk.ts";
import type { ImagePoint } from "../geometry.ts";
import type { LookAlike } from "./lookalikes.ts";

export interface Offer {
  readonly category: number;
  /** Likest first. */
  readonly candidates: readonly LookAlike[];
  /** So many of them are shown. */
  readonly count: number;
  /** The place of the one that is looked at; null before the first Tab. */
  readonly focus: number | null;
}

/** What a click at a point does with what is offered. */
export interface OfferHand {
  isAt(desk: Desk, point: ImagePoint): boolean;
  /** False where there is none. */
  takeAt(desk: Desk, point: ImagePoint): boolean;
}

export const shownIn = ({ candidates, count }: Offer): readonly LookAlike[] =>
  candidates.slice(0, count);

export function withCount(offer: Offer, count: number): Offer {
  const next = Math.min(Math.max(Math.round(count), 1), offer.candidates.length);
  const focus = offer.focus !== null && offer.focus < next ? offer.focus : null;
  return { ...offer, count: next, focus };
}

/** To the next, or to the one before; round and round. */
export function walked(offer: Offer, step: 1 | -1): Offer {
  const { count, focus } = offer;
  if (count === 0) return offer;
  const from = focus ?? (step === 1 ? -1 : 0);
  return { ...offer, focus: (from + step + count) % count };
}

/** Without one that was decided; the next one takes its place under the eye. Null when none is left. */
export function without(offer: Offer, place: number): Offer | null {
  const candidates = offer.candidates.filter((_, at) => at !== place);
  const count = offer.count - 1;
  if (count <= 0) return null;
  const focus = offer.focus === null ? null : Math.min(offer.focus, count - 1);
  return { ...offer, candidates, count, focus };
}
