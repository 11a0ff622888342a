/** How many files go into one request, and how its progress is shared among them. Knows no network. */

export type Limits = { files: number; bytes: number };

export const LIMITS: Limits = { files: 50, bytes: 20_000_000 };

/** The next files for one request: at least one, however large it is. */
export function takeBatch<T extends { size: number }>(waiting: readonly T[], limits: Limits): T[] {
  const batch: T[] = [];
  let total = 0;
  for (const file of waiting) {
    const isFull = batch.length >= limits.files || total + file.size > limits.bytes;
    if (batch.length > 0 && isFull) break;
    batch.push(file);
    total += file.size;
  }
  return batch;
}

/**
 * A request tells only how many bytes of all files have left. They leave one after the other, so
 * the first file is through when its own size has been sent. Gives 0..1 for each.
 */
export function shareProgress(sizes: readonly number[], sent: number): number[] {
  let before = 0;
  return sizes.map((size) => {
    const own = Math.min(Math.max(sent - before, 0), size);
    before += size;
    return size === 0 ? (sent >= before ? 1 : 0) : own / size;
  });
}
