/**
 * Draw one, find its like: from what a search of the picture found and what the model saw, the
 * objects that are most likely of the same kind as one that was just drawn.
 */

import {
  areaOf,
  heightOf,
  intersectionOverUnion,
  type Rect,
  rectOf,
  widthOf,
} from "../geometry.ts";
import type { Proposal } from "./magnet.ts";
import { distinct, type Match } from "./matching.ts";

export interface LookAlike extends Match {
  /** The model's box that it is; null where only the picture says so. */
  readonly key: string | null;
}

export interface Search {
  readonly example: Rect;
  readonly category: number;
  readonly matches: readonly Match[];
  readonly proposals: readonly Proposal[];
  /** Boxes that are there already, the example among them. */
  readonly taken: readonly Rect[];
}

/** Offered at first, from this likeness on; others when somebody wants more. */
export const OFFERED_FROM = 0.4;
/** An object has its box already. */
const TAKEN = 0.4;
/** A match and a proposal mean the same object. */
const SAME_OBJECT = 0.35;
/** How much larger or smaller, and how much longer or flatter, a proposal may be. */
const MOST_SIZE = 2.5;
const MOST_RATIO = 1.8;
/** What counts of the model's confidence where it says another class, and of the picture's likeness. */
const OTHER_CLASS = 0.5;
const OF_PICTURE = 0.3;
/** What a match counts where a model has looked too, and saw nothing there. */
const BESIDE_MODEL = 0.6;
const MOST = 200;

/** Likest first. */
export function lookAlikes({ example, category, matches, proposals, taken }: Search): LookAlike[] {
  const seen = proposals
    .filter((proposal) => isSimilar(proposal, example))
    .map((proposal) => likeProposal(proposal, category, matches));
  const weight = proposals.length > 0 ? BESIDE_MODEL : 1;
  const found = matches.map((match) => ({
    ...match,
    likeness: match.likeness * weight,
    key: null,
  }));
  // A box of the model lies better than one of the picture's search, so it goes first.
  const all: LookAlike[] = [];
  for (const next of [...distinct(seen), ...found]) {
    const isThere = all.some((other) => intersectionOverUnion(next, other) >= SAME_OBJECT);
    if (!isThere) all.push(next);
  }
  return all
    .filter((next) => !taken.some((box) => intersectionOverUnion(next, box) >= TAKEN))
    .sort((a, b) => b.likeness - a.likeness || a.y1 - b.y1 || a.x1 - b.x1)
    .slice(0, MOST);
}

function likeProposal(proposal: Proposal, category: number, matches: readonly Match[]): LookAlike {
  const confidence = proposal.confidence * (proposal.category === category ? 1 : OTHER_CLASS);
  const picture = matches.reduce(
    (best, match) =>
      intersectionOverUnion(proposal, match) >= SAME_OBJECT ? Math.max(best, match.likeness) : best,
    0,
  );
  const likeness = 1 - (1 - confidence) * (1 - OF_PICTURE * picture);
  return { ...rectOf(proposal), key: proposal.key, likeness };
}

function isSimilar(a: Rect, b: Rect): boolean {
  const size = areaOf(a) / areaOf(b);
  const ratio = widthOf(a) / heightOf(a) / (widthOf(b) / heightOf(b));
  return isWithin(size, MOST_SIZE) && isWithin(ratio, MOST_RATIO);
}

const isWithin = (value: number, most: number): boolean => value <= most && value >= 1 / most;

export const offeredAtFirst = (found: readonly LookAlike[]): number =>
  found.filter(({ likeness }) => likeness >= OFFERED_FROM).length;
