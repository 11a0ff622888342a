/** What is kept in the browser: unsaved work until the server has it, and the way back (undo). */

import type { History } from "../history.ts";
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
  /** The steps back and forward of an image, so that undo survives a reload. */
  remember(image: number, history: History): void;
  recall(image: number): Promise<History | null>;
}

/** For a browser without storage, as in some private windows. */
export const NO_JOURNAL: Journal = {
  keep: () => {},
  forget: () => {},
  entries: async () => [],
  remember: () => {},
  recall: async () => null,
};
