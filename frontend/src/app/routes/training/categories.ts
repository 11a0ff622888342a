/** Which categories of many have a line of their own. */

import type { Category, TrainingEpoch } from "../../api/types.ts";
import { together } from "../../components/charts/curves.ts";

export const MOST_LINES = 8;
const FIRST = 5;

export type CategoryCourse = Pick<Category, "id" | "name" | "color"> & {
  points: readonly (readonly [epoch: number, ap: number | null])[];
  last: number;
};

/** Those that were measured, the worst first. */
export function coursesOf(
  epochs: readonly TrainingEpoch[],
  categories: readonly Pick<Category, "id" | "name" | "color">[],
): CategoryCourse[] {
  const measured = epochs.filter(({ metrics }) => metrics);
  return categories
    .map(({ id, name, color }) => {
      const points = measured.map(
        ({ epoch, metrics }) => [epoch, metrics?.per_category[id]?.ap ?? null] as const,
      );
      const last = points.findLast(([, ap]) => ap !== null)?.[1];
      return last == null ? null : { id, name, color, points, last };
    })
    .filter((course) => course !== null)
    .sort((a, b) => a.last - b.last);
}

/** All where they are few; else those that moved most. */
export function firstChoice(courses: readonly CategoryCourse[]): number[] {
  if (courses.length <= MOST_LINES) return courses.map(({ id }) => id);
  return courses
    .toSorted((a, b) => moved(b) - moved(a))
    .slice(0, FIRST)
    .map(({ id }) => id);
}

function moved({ points }: CategoryCourse): number {
  const aps = points.flatMap(([, ap]) => (ap === null ? [] : [ap]));
  return Math.max(...aps) - Math.min(...aps);
}

export const linesOf = (courses: readonly CategoryCourse[], shown: ReadonlySet<number>) =>
  together(
    courses
      .filter(({ id }) => shown.has(id))
      .map(({ name, color, points }) => ({ name, color, points })),
  );
