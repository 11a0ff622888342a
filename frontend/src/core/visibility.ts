/**
 * Which boxes are shown, and in which order they are walked through. A suggestion is shown when its
 * probability (its score where nobody measured one) reaches the threshold: the person's, once they
 * moved it, else the model's own per category.
 */

import { at, type Box, type BoxDocument, confidenceOf, PREDICTED, REJECTED } from "./document.ts";
import { byReadingOrder } from "./geometry.ts";

export interface ModelThresholds {
  readonly threshold: number;
  /** By category id; above 1 means never. */
  readonly thresholds: Readonly<Record<string, number>>;
  /** By category id, in words: why a category is never suggested, where its threshold does not say it. */
  readonly threshold_reasons?: Readonly<Record<string, string>>;
}

/** What decides which suggestions are shown. */
export interface Filter {
  /** The person's threshold for all; null while the model's own are used. */
  readonly chosen: number | null;
  /** The person's thresholds of single classes, by category id; they go before all others. */
  readonly chosenFor: ReadonlyMap<number, number>;
  readonly model: ModelThresholds | null;
  /** False where all are held back. */
  readonly showsSuggestions: boolean;
}

/** Used where neither a person nor a model said anything. */
export const DEFAULT_THRESHOLD = 0.5;

export function thresholdOf(
  category: number,
  { chosen, chosenFor, model }: Pick<Filter, "chosen" | "chosenFor" | "model">,
): number {
  const own = chosenFor.get(category) ?? chosen;
  return own ?? model?.thresholds[category] ?? model?.threshold ?? DEFAULT_THRESHOLD;
}

function reasonOf(category: number, { chosen, chosenFor, model }: Filter): string {
  if (chosen !== null || chosenFor.has(category)) return "";
  return model?.threshold_reasons?.[category] ?? "";
}

/** Answers for a slot of the document whether its box is shown. */
export function visibleSlots(
  document: BoxDocument,
  filter: Filter,
  selection: ReadonlySet<string>,
): (slot: number) => boolean {
  return (slot) => {
    const flags = at(document.flags, slot);
    // A rejected box is shown only while somebody looks at it in the list.
    if (flags & REJECTED) return selection.has(document.keyOf(slot));
    if ((flags & PREDICTED) === 0) return true;
    const threshold = thresholdOf(at(document.category, slot), filter);
    return filter.showsSuggestions && at(document.confidence, slot) >= threshold;
  };
}

const RANK = { predicted: 0, confirmed: 1, rejected: 2 } as const;

/** Suggestions first, the least certain first of all; then what is confirmed, as one reads. */
export function byAttention(a: Box, b: Box): number {
  const rank = RANK[a.status] - RANK[b.status];
  if (rank !== 0) return rank;
  if (a.status !== "predicted") return byReadingOrder(a, b);
  return (confidenceOf(a) ?? 0) - (confidenceOf(b) ?? 0) || byReadingOrder(a, b);
}

export interface CategoryCount {
  readonly confirmed: number;
  readonly predicted: number;
}

const NONE: CategoryCount = { confirmed: 0, predicted: 0 };

/** Shown boxes by category id; rejected ones do not count. */
export function countByCategory(boxes: Iterable<Box>): ReadonlyMap<number, CategoryCount> {
  const counts = new Map<number, CategoryCount>();
  for (const { category, status } of boxes) {
    if (status === "rejected") continue;
    const count = counts.get(category) ?? NONE;
    counts.set(category, { ...count, [status]: count[status] + 1 });
  }
  return counts;
}

export interface ClassShown {
  readonly shown: number;
  readonly hidden: number;
  readonly threshold: number;
  /** Whether the person set it for this class. */
  readonly isChosen: boolean;
  /** Why it is never suggested; empty where only its threshold decides, or the person's own. */
  readonly reason: string;
}

/** Open suggestions by category id: how many are shown, how many not, and by which threshold. */
export function suggestionsByCategory(
  document: BoxDocument,
  filter: Filter,
): ReadonlyMap<number, ClassShown> {
  const classes = new Map<number, ClassShown>();
  const isVisible = visibleSlots(document, filter, new Set());
  for (let slot = 0; slot < document.end; slot++) {
    if (!document.isAlive(slot) || !(at(document.flags, slot) & PREDICTED)) continue;
    const category = at(document.category, slot);
    const { shown, hidden } = classes.get(category) ?? { shown: 0, hidden: 0 };
    classes.set(category, {
      shown: shown + (isVisible(slot) ? 1 : 0),
      hidden: hidden + (isVisible(slot) ? 0 : 1),
      threshold: thresholdOf(category, filter),
      isChosen: filter.chosenFor.has(category),
      reason: reasonOf(category, filter),
    });
  }
  return classes;
}
