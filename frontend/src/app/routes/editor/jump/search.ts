/** What somebody who wants to go to an image may have typed: its number, or part of its name. */

export interface Wanted {
  /** The number, where it is one. */
  readonly number: number | null;
  readonly name: string;
}

export function wantedBy(text: string): Wanted {
  const name = text.trim();
  const digits = /^#?([1-9][0-9]{0,14})$/.exec(name)?.[1];
  return { number: digits === undefined ? null : Number(digits), name: name.replace(/^#/, "") };
}

/** The numbered one first, and each only once. */
export function together<T extends { readonly id: number }>(
  numbered: readonly T[],
  named: readonly T[],
): T[] {
  const known = new Set(numbered.map(({ id }) => id));
  return [...numbered, ...named.filter(({ id }) => !known.has(id))];
}
