/**
 * What helps with suggestions on a desk, and how the person has set it: thresholds of single classes,
 * hints, the magnet. Stays as it is from image to image.
 */

import type { Rect } from "../geometry.ts";
import type { Sheet } from "../sheet.ts";
import type { Proposal } from "./magnet.ts";
import type { Offer, OfferHand } from "./offer.ts";

/** A box that was drawn one way and put another. */
export interface Snapped {
  readonly key: string;
  /** What the hand drew; null where it only clicked. */
  readonly drawn: Rect | null;
}

interface Attractors {
  readonly sheet: Sheet;
  readonly version: number;
  readonly category: number | null;
  readonly proposals: readonly Proposal[];
}

const DEFAULT_TOLERANCE = 0.75;

export class Aids {
  /** The person's thresholds of single classes, by category id; they go before the one for all. */
  chosenFor: ReadonlyMap<number, number> = new Map();
  /** Whether suggestions below the threshold are shown faintly. */
  showsHints = false;
  hasMagnet = true;
  /** Whether the hand holds Shift: then it draws exactly. */
  isExact = false;
  /** Intersection over union from which the project takes a box for good enough. */
  tolerance = DEFAULT_TOLERANCE;
  /** The latest box that snapped, until the hand does something else. */
  snapped: Snapped | null = null;
  /** The box that was drawn last: its like may be offered. */
  justDrawn: string | null = null;
  /** Look-alikes that wait to be taken. */
  offer: Offer | null = null;
  /** How a click takes one of them; comes with the first of them. */
  offerHand: OfferHand | null = null;
  #attractors: Attractors | null = null;

  /** Another image: what belongs to one image goes. */
  reset(): void {
    this.snapped = null;
    this.justDrawn = null;
    this.offer = null;
  }

  /** Proposals that the magnet knows, made anew only after a change. */
  attractors(
    sheet: Sheet,
    category: number | null,
    make: () => readonly Proposal[],
  ): readonly Proposal[] {
    const known = this.#attractors;
    const isFresh =
      known?.sheet === sheet && known.version === sheet.version && known.category === category;
    if (isFresh) return known.proposals;
    const proposals = make();
    this.#attractors = { sheet, version: sheet.version, category, proposals };
    return proposals;
  }
}
