/** Where a key leads among things that stand in a row or in a column. */

const STEPS = {
  row: { ArrowLeft: -1, ArrowRight: 1 },
  column: { ArrowUp: -1, ArrowDown: 1 },
} as const;

/** The place from `active` on, within the `count`; null for keys that lead nowhere. */
export function placeFor(
  key: string,
  axis: keyof typeof STEPS,
  active: number,
  count: number,
): number | null {
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  const steps: Readonly<Record<string, number>> = STEPS[axis];
  const step = steps[key];
  return step === undefined ? null : Math.max(0, Math.min(active + step, count - 1));
}
