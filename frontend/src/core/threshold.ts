/** One step towards more suggestions, or towards fewer, from where the person or the model left them. */

import { clamp } from "./geometry.ts";

/** The suggestions of an image, and how many of them are shown now. */
export interface Shown {
  readonly threshold: number;
  /** A person moved the threshold: it is the same for all categories. */
  readonly isChosen: boolean;
  /** Of all suggestions, 0 to 1, in any order. */
  readonly confidences: readonly number[];
  readonly count: number;
}

const STEPS = 20;

/**
 * The next threshold by which at least one more is shown, or else one step less: a press of a key
 * that changes nothing would teach people not to press it.
 */
export function lowered(shown: Shown): number {
  const next = descending(shown)[shown.count];
  return stepAtOrBelow(Math.min(next ?? 1, usual(shown, -1)));
}

/** The next threshold by which at least one is hidden, or else one step more. */
export function raised(shown: Shown): number {
  const last = descending(shown)[shown.count - 1];
  return Math.max(last === undefined ? 0 : stepAbove(last), stepAtOrBelow(usual(shown, 1)));
}

/** One step from the person's threshold. The model's own differ by category: there is no step from them. */
function usual({ confidences, count, isChosen, threshold }: Shown, direction: 1 | -1): number {
  const isAtEnd = direction === 1 ? count === 0 : count === confidences.length;
  return isChosen || isAtEnd ? threshold + direction / STEPS : direction === 1 ? 0 : 1;
}

const descending = ({ confidences }: Shown): number[] => confidences.toSorted((a, b) => b - a);

/** Two steps that differ by the last bits of a number are one. */
const stepAtOrBelow = (value: number): number =>
  clamp(Math.floor(value * STEPS + 1e-6), 0, STEPS) / STEPS;

const stepAbove = (value: number): number =>
  clamp(Math.floor(value * STEPS + 1e-6) + 1, 0, STEPS) / STEPS;
