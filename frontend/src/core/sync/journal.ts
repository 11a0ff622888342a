/**
 * The journal in IndexedDB: what a closed window, a crash or a lost network must not take along.
 * One row for each image with unsaved changes, gone as soon as the server has them.
 */

import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Journal, JournalEntry } from "./journal-entry.ts";

interface Row extends JournalEntry {
  readonly owner: string;
}

interface JournalSchema extends DBSchema {
  unsaved: { key: [string, number]; value: Row; indexes: { owner: string } };
}

const DATABASE = "boxloop-journal";

/** `owner` names person and project: nobody's work is sent in somebody else's name. */
export class BrowserJournal implements Journal {
  /** False where the browser has no storage to give; leaving the page must then be asked about. */
  isWorking = true;
  private readonly owner: string;
  private readonly database: Promise<IDBPDatabase<JournalSchema> | null>;
  /** Writes follow each other, so that an old row never lands on a newer one. */
  private last: Promise<void> = Promise.resolve();
  private readonly latest = new Map<number, JournalEntry | null>();

  constructor(owner: string) {
    this.owner = owner;
    this.database = openJournal().catch(() => this.giveUp());
  }

  keep(entry: JournalEntry): void {
    this.write(entry.image, entry);
  }

  forget(image: number): void {
    this.write(image, null);
  }

  async entries(): Promise<readonly JournalEntry[]> {
    const database = await this.database;
    if (database === null) return [];
    const rows = await database.getAllFromIndex("unsaved", "owner", this.owner);
    return rows.map(({ image, changes, state }) => ({ image, changes, state }));
  }

  /** Resolves when everything handed over so far is on disk. */
  async settled(): Promise<void> {
    await this.last;
  }

  private write(image: number, entry: JournalEntry | null): void {
    const isWaiting = this.latest.has(image);
    this.latest.set(image, entry);
    if (!isWaiting) this.last = this.last.then(() => this.writeLatest(image));
  }

  private async writeLatest(image: number): Promise<void> {
    const entry = this.latest.get(image) ?? null;
    this.latest.delete(image);
    try {
      const database = await this.database;
      if (entry === null) await database?.delete("unsaved", [this.owner, image]);
      else await database?.put("unsaved", { ...entry, owner: this.owner });
    } catch {
      this.giveUp();
    }
  }

  private giveUp(): null {
    this.isWorking = false;
    return null;
  }
}

/** Async, so that a browser without IndexedDB is a rejected promise like any other refusal. */
async function openJournal(): Promise<IDBPDatabase<JournalSchema>> {
  return openDB<JournalSchema>(DATABASE, 1, {
    upgrade(database) {
      const unsaved = database.createObjectStore("unsaved", { keyPath: ["owner", "image"] });
      unsaved.createIndex("owner", "owner");
    },
  });
}
