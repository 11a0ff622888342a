/** What is kept in the browser until the server has it. `journal.ts` keeps it in IndexedDB. */

import type { Difference } from "./ops.ts";
import type { ImageState } from "./wire.ts";

export interface JournalEntry {
  readonly image: number;
  readonly changes: readonly Difference[];
  readonly state: ImageState | null;
}

export interface Journal {
  keep(entry: JournalEntry): void;
  forget(image: number): void;
  /** What was kept before, by this person for this project. */
  entries(): Promise<readonly JournalEntry[]>;
}

/** For a browser without storage, as in some private windows. */
export const NO_JOURNAL: Journal = {
  keep: () => {},
  forget: () => {},
  entries: async () => [],
};
