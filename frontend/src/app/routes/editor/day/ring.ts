/** How far a project is, as parts of a ring: what was done before today, and today's part. */

export interface Ring {
  /** Shares of the whole, 0 to 1. */
  readonly before: number;
  readonly today: number;
}

/** Skipped images and doubts are no longer to be done, but nobody's work of today. */
export function ringOf(done: number, doneToday: number, all: number): Ring {
  if (all <= 0) return { before: 0, today: 0 };
  const today = Math.min(doneToday, done);
  return { before: (done - today) / all, today: today / all };
}
