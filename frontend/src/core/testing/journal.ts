/** Journals that need no browser: one that keeps nothing, and one that keeps all in memory. */

import { type Journal, type JournalEntry, joined } from "../sync/journal-entry.ts";

export const NO_JOURNAL: Journal = {
  append: () => {},
  replace: () => {},
  forget: () => {},
  entries: async () => [],
  entry: async () => null,
  remember: () => {},
  recall: async () => null,
  settled: async () => {},
};

export class MemoryJournal implements Journal {
  readonly kept = new Map<number, JournalEntry>();
  remember = NO_JOURNAL.remember;
  recall = NO_JOURNAL.recall;
  settled = NO_JOURNAL.settled;

  append(entry: JournalEntry): void {
    this.kept.set(entry.image, joined(this.kept.get(entry.image), entry));
  }
  replace(entry: JournalEntry): void {
    this.kept.set(entry.image, entry);
  }
  forget(image: number): void {
    this.kept.delete(image);
  }
  async entries(): Promise<readonly JournalEntry[]> {
    return [...this.kept.values()];
  }
  async entry(image: number): Promise<JournalEntry | null> {
    return this.kept.get(image) ?? null;
  }
}
