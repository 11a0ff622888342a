/** What is kept in the browser: unsaved work until the server has it, and the way back (undo). */

import type { History } from "../history.ts";
import type { Difference, StateWords } from "./ops.ts";
import type { ImageState } from "./wire.ts";

export interface JournalEntry {
  readonly image: number;
  readonly changes: readonly Difference[];
  readonly state: ImageState | null;
  /** What was said along with the state. */
  readonly words?: StateWords;
}

export interface Journal {
  /** Adds what a gesture did; a later change of a box stands above an earlier one. */
  append(entry: JournalEntry): void;
  /** Stands in place of all that was kept of the image. */
  replace(entry: JournalEntry): void;
  forget(image: number): void;
  /** What was kept before, by this person for this project. */
  entries(): Promise<readonly JournalEntry[]>;
  entry(image: number): Promise<JournalEntry | null>;
  /** The steps back and forward of an image, so that undo survives a reload. */
  remember(image: number, history: History): void;
  recall(image: number): Promise<History | null>;
  /** Resolves when all that was handed over so far is on disk, or could not be written. */
  settled(): Promise<void>;
}

/** Two entries of one image as one; the later word counts. */
export function joined(earlier: JournalEntry | undefined, later: JournalEntry): JournalEntry {
  const changes = new Map(earlier?.changes.map((change) => [change.key, change]));
  for (const change of later.changes) changes.set(change.key, change);
  return { ...later, changes: [...changes.values()] };
}
