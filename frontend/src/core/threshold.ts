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
export function lowered({ confidences, count, isChosen, threshold }: Shown): number {
  const step = stepAtOrBelow(threshold - 1 / STEPS);
  const next = descending(confidences)[count];
  if (next === undefined) return step;
  // The model's own thresholds differ by category: there is no step from them.
  return isChosen ? Math.min(step, stepAtOrBelow(next)) : stepAtOrBelow(next);
}

/** The next threshold by which at least one is hidden, or else one step more. */
export function raised({ confidences, count, isChosen, threshold }: Shown): number {
  const step = stepAtOrBelow(threshold + 1 / STEPS);
  const last = descending(confidences)[count - 1];
  if (last === undefined) return step;
  return isChosen ? Math.max(step, stepAbove(last)) : stepAbove(last);
}

const descending = (confidences: readonly number[]) => confidences.toSorted((a, b) => b - a);

/** Two steps that differ by the last bits of a number are one. */
const stepAtOrBelow = (value: number): number =>
  clamp(Math.floor(value * STEPS + 1e-6), 0, STEPS) / STEPS;

const stepAbove = (value: number): number => stepAtOrBelow(value + 1 / STEPS);
