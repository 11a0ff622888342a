/** Which digit chooses which category. Archived categories hold no key. */

import type { Category } from "../../api/types.ts";

export const HOTKEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"] as const;

type Keyed = Pick<Category, "id" | "name" | "hotkey" | "archived">;

/** The other category that has the key already. */
export function holderOf<T extends Keyed>(categories: readonly T[], key: string, id: number) {
  if (key === "") return null;
  const holds = (other: T) => other.id !== id && !other.archived && other.hotkey === key;
  return categories.find(holds) ?? null;
}

export function freeHotkeys(categories: readonly Keyed[]): string[] {
  return HOTKEYS.filter((key) => holderOf(categories, key, -1) === null);
}
