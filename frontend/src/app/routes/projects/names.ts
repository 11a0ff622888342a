/** Category names as people type or paste them: separated by commas, semicolons or line ends. */

const separators = /[,;\n\t]+/;

const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** `names` with those of `text` added; doubles and blanks are left out. */
export function withNames(names: readonly string[], text: string): string[] {
  const all = [...names];
  for (const part of text.split(separators)) {
    const name = part.trim().replace(/\s+/g, " ");
    if (name && !all.some((known) => same(known, name))) all.push(name);
  }
  return all;
}

export const hasSeparator = (text: string) => separators.test(text);
