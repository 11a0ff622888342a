/** Which classes there are, and which one a new box gets. */

import { type Category, givable, goneSince } from "../categories.ts";
import type { Desk } from "../desk.ts";

/** So many classes are offered first. */
const MOST_RECENT = 5;

export function setCategories(desk: Desk, categories: readonly Category[]): void {
  const gone = goneSince(desk.categories, categories);
  desk.categories = categories;
  const given = givable(categories);
  if (!given.some(({ id }) => id === desk.currentCategory)) {
    desk.currentCategory = given[0]?.id ?? null;
  }
  if (gone.length > 0) tellOfGone(desk, gone);
  desk.refresh();
}

/** Boxes keep a category that was archived meanwhile; new ones get another. */
function tellOfGone(desk: Desk, gone: readonly Category[]): void {
  const current = desk.categories.find(({ id }) => id === desk.currentCategory);
  const names = gone.map(({ name }) => name);
  desk.notify({ code: "archived", names, instead: current?.name ?? null });
}

export function setCurrentCategory(desk: Desk, category: number): void {
  desk.currentCategory = category;
  desk.changed();
}

/** The class was given to a box: it is likely to be given again. */
export function noteUsed(desk: Desk, category: number): void {
  desk.recentCategories = [...new Set([category, ...desk.recentCategories])].slice(0, MOST_RECENT);
}
