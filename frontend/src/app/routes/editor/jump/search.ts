/** What somebody who wants to go to an image may have typed: its number, or part of its name. */

export interface Wanted {
  /** The number, where it is one. */
  readonly number: number | null;
  readonly name: string;
  /** "#17" can only be a number; "17" is more likely part of a name. */
  readonly isNumberFirst: boolean;
}

export function wantedBy(text: string): Wanted {
  const name = text.trim();
  const digits = /^#?([1-9][0-9]{0,14})$/.exec(name)?.[1];
  return {
    number: digits === undefined ? null : Number(digits),
    name: name.replace(/^#/, ""),
    isNumberFirst: name.startsWith("#"),
  };
}

/** So many of them, each only once: the one of that number first where it was meant, else last. */
export function together<T extends { readonly id: number }>(
  numbered: readonly T[],
  named: readonly T[],
  { isNumberFirst, most }: { readonly isNumberFirst: boolean; readonly most: number },
): T[] {
  const known = new Set(numbered.map(({ id }) => id));
  const others = named.filter(({ id }) => !known.has(id)).slice(0, most - numbered.length);
  return isNumberFirst ? [...numbered, ...others] : [...others, ...numbered];
}
