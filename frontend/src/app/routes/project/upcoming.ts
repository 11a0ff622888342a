/** Which part of a batch to show: from the first image that still waits. */

import type { QueueBatch, QueueEntry } from "../../api/types.ts";
import { counted } from "../../format.ts";

type Entries = readonly Pick<QueueEntry, "state">[];

export const isSettled = ({ state }: Pick<QueueEntry, "state">) =>
  state === "done" || state === "skipped";

export const settledIn = (entries: Entries): number => entries.filter(isSettled).length;

/** So many in a row, beginning with the first that waits; the last ones where fewer are left. */
export function nearest<T extends Pick<QueueEntry, "state">>(
  entries: readonly T[],
  amount: number,
): readonly T[] {
  const first = entries.findIndex((entry) => !isSettled(entry));
  const start = Math.max(0, Math.min(first, entries.length - amount));
  return entries.slice(start, start + amount);
}

/** How the batch came about, in a sentence. */
export function batchWords({ phase, pool }: Pick<QueueBatch, "phase" | "pool">): string {
  const from = `Chosen from ${counted(pool, "open image")}`;
  return phase === "cold"
    ? `${from} by their looks: no model can be asked yet.`
    : `${from} by what the model makes of them, a fifth at random.`;
}
