/** Long lists of ids on the wire. */

/** Each id as the difference to the one before: short on the wire. */
export function steps(ids: Iterable<number>): number[] {
  let before = 0;
  return Array.from(ids, (id) => {
    const step = id - before;
    before = id;
    return step;
  });
}

/** The reverse of `steps`. */
export function walked(all: readonly number[]): number[] {
  let id = 0;
  return all.map((step) => {
    id += step;
    return id;
  });
}
