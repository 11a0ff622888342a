/** Which classes a search finds, and in which order. */

interface Named {
  readonly id: number;
  readonly name: string;
}

/** Without words the recent ones come first; with words those whose name begins with them. */
export function foundCategories<C extends Named>(
  categories: readonly C[],
  recent: readonly number[],
  wanted: string,
): C[] {
  const sought = wanted.trim().toLowerCase();
  const found = categories.filter(({ name }) => name.toLowerCase().includes(sought));
  return found.sort((a, b) => rank(a, recent, sought) - rank(b, recent, sought));
}

/** After all others. */
const LAST = 1_000_000;

function rank({ id, name }: Named, recent: readonly number[], sought: string): number {
  if (sought !== "" && !name.toLowerCase().startsWith(sought)) return LAST;
  const place = recent.indexOf(id);
  return place < 0 ? recent.length : place;
}
