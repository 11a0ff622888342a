/** Which images are chosen. Ids, not places: the order may change while they stay chosen. */

export interface Selection {
  readonly ids: ReadonlySet<number>;
  /** Where the last choice began, as an id; ranges reach from there. */
  readonly anchor: number | null;
  /** What was chosen before the range that is being drawn out: it may become shorter again. */
  readonly base: ReadonlySet<number>;
}

export const NOTHING: Selection = { ids: new Set(), anchor: null, base: new Set() };

export function toggle(selection: Selection, order: readonly number[], at: number): Selection {
  const id = order[at];
  if (id === undefined) return selection;
  const ids = new Set(selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, anchor: id, base: ids };
}

/** Everything from the anchor to a place; from that place alone when there is no anchor. */
export function reach(
  selection: Selection,
  order: readonly number[],
  at: number,
  from: number = at,
): Selection {
  const begin = selection.anchor === null ? -1 : order.indexOf(selection.anchor);
  const start = begin < 0 ? from : begin;
  const [first, last] = start < at ? [start, at] : [at, start];
  const ids = new Set(selection.base);
  for (const id of order.slice(first, last + 1)) ids.add(id);
  return { ids, anchor: order[start] ?? null, base: selection.base };
}

export const all = (order: readonly number[]): Selection => {
  const ids = new Set(order);
  return { ids, anchor: null, base: ids };
};

/** Without what the order no longer holds. The same selection when all of it is there. */
export function kept(selection: Selection, order: readonly number[]): Selection {
  if (selection.ids.size === 0) return selection;
  const known = new Set(order);
  const ids = new Set([...selection.ids].filter((id) => known.has(id)));
  return ids.size === selection.ids.size ? selection : { ids, anchor: null, base: ids };
}
