/** The project's categories as the editor needs them: which may be given, and by which key. */

export interface Category {
  readonly id: number;
  readonly name: string;
  /** `#rrggbb` */
  readonly color: string;
  /** A digit, or empty for "by position". */
  readonly hotkey: string;
  readonly archived: boolean;
}

/** Those that a box may be given; archived ones stay on boxes that have them. */
export const givable = (categories: readonly Category[]): Category[] =>
  categories.filter((category) => !category.archived);

/** Those that could be given before and cannot be any more. */
export const goneSince = (before: readonly Category[], now: readonly Category[]): Category[] => {
  const given = new Set(givable(now).map(({ id }) => id));
  return givable(before).filter(({ id }) => !given.has(id));
};

/**
 * The digit for each category: its own hotkey; for the others their position in the list, where
 * that digit is still free.
 */
export function hotkeys(categories: readonly Category[]): ReadonlyMap<number, string> {
  const given = givable(categories);
  const keys = new Map(
    given.filter(({ hotkey }) => hotkey !== "").map(({ id, hotkey }) => [id, hotkey]),
  );
  const taken = new Set(keys.values());
  given.forEach(({ id }, position) => {
    const digit = position < 10 ? String((position + 1) % 10) : "";
    if (!keys.has(id) && digit !== "" && !taken.has(digit)) keys.set(id, digit);
  });
  return keys;
}

export function categoryByDigit(categories: readonly Category[], digit: string): number | null {
  for (const [id, key] of hotkeys(categories)) {
    if (key === digit) return id;
  }
  return null;
}
