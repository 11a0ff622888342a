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

export type KeyChange = { id: number; hotkey: string };

/**
 * The changes, one after the other, that give a category its key. Who had it before takes the
 * key that is given up; no two categories have the same key at any moment in between.
 */
export function changesFor(categories: readonly Keyed[], id: number, key: string): KeyChange[] {
  const holder = holderOf(categories, key, id);
  if (!holder) return [{ id, hotkey: key }];
  const given = categories.find((category) => category.id === id)?.hotkey ?? "";
  const swap = given === "" ? [] : [{ id: holder.id, hotkey: given }];
  return [{ id: holder.id, hotkey: "" }, { id, hotkey: key }, ...swap];
}
