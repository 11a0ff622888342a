/** What became of the boxes that are shown and of those that are there: TIDE's kinds of error. */

import type { CardFigures } from "../../../api/types.ts";

/** In the order of the places that the server sends. */
export const KINDS = ["right", "location", "class", "duplicate", "background", "both"] as const;
export type Kind = (typeof KINDS)[number] | "missed";

export const KIND_NAME: Record<Kind, string> = {
  right: "Right",
  location: "Wrong place",
  class: "Wrong category",
  duplicate: "Twice",
  background: "Nothing there",
  both: "Wrong place and category",
  missed: "Missed",
};

export const KIND_MEANING: Record<Kind, string> = {
  right: "The right category, with an intersection over union of 0.5 or more.",
  location: "The right category, but with an intersection over union of only 0.1 to 0.5.",
  class: "On a box (0.5 or more), but one of another category.",
  duplicate: "The box has a better suggestion already.",
  background: "No box has an intersection over union with it of more than 0.1.",
  both: "Near a box of another category (0.1 to 0.5).",
  missed: "Nothing that is shown points at this box, not even with a wrong place or category.",
};

export const ERRORS = ["location", "class", "both", "duplicate", "background", "missed"] as const;

export const kindOf = (place: number | undefined): Kind => KINDS[place ?? 0] ?? "right";

type Counts = CardFigures["error_counts"];

/** Of all categories, or of one. */
export function countsOf(rows: Counts, category: number | null): Record<Kind, number> {
  const sums = { right: 0, location: 0, class: 0, duplicate: 0, background: 0, both: 0, missed: 0 };
  for (const row of rows) {
    if (category !== null && row.category !== category) continue;
    for (const kind of [...KINDS, "missed"] as const) sums[kind] += row.counts[kind] ?? 0;
  }
  return sums;
}

export type Mixup = { truth: number; shown: number; count: number };

/** What is taken for what, most often first: neither what is right nor what is missed or made up. */
export const mixups = (cells: CardFigures["confusion"]): Mixup[] =>
  cells
    .map(([truth = 0, shown = 0, count = 0]) => ({ truth, shown, count }))
    .filter(({ truth, shown }) => truth > 0 && shown > 0 && truth !== shown)
    .sort((a, b) => b.count - a.count);

/** Rows and columns that occur; 0, for neither, comes last. */
export function matrixIds(cells: CardFigures["confusion"], order: readonly number[]): number[] {
  const met = new Set(cells.flatMap(([truth = 0, shown = 0]) => [truth, shown]));
  return [...order.filter((id) => met.has(id)), 0];
}
