/**
 * The journal in IndexedDB: what a closed window, a crash or a lost network must not take along.
 * One row for each image with unsaved changes, gone as soon as the server has them; and one with the
 * steps of undo for each image worked on lately.
 */

import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { type History, shortened } from "../history.ts";
import type { Journal, JournalEntry } from "./journal-entry.ts";

type Key = [owner: string, image: number];

interface UnsavedRow extends JournalEntry {
  readonly owner: string;
}

interface HistoryRow {
  readonly owner: string;
  readonly image: number;
  readonly history: History;
  readonly at: number;
}

interface JournalSchema extends DBSchema {
  unsaved: { key: Key; value: UnsavedRow; indexes: { owner: string } };
  histories: { key: Key; value: HistoryRow; indexes: { at: number } };
}

type Database = IDBPDatabase<JournalSchema>;
type Write = (database: Database) => Promise<unknown>;

const DATABASE = "boxloop-journal";
const KEPT_FOR_MS = 14 * 24 * 3600 * 1000;

/** `owner` names person and project: nobody's work is sent in somebody else's name. */
export class BrowserJournal implements Journal {
  /** False where the browser has no storage to give. */
  isWorking = true;
  readonly #owner: string;
  readonly #database: Promise<Database | null>;
  /** Writes follow each other, so that an old row never lands on a newer one. */
  #last: Promise<void> = Promise.resolve();
  readonly #waiting = new Map<string, Write>();

  constructor(owner: string) {
    this.#owner = owner;
    this.#database = openJournal().catch(() => this.#giveUp());
  }

  keep(entry: JournalEntry): void {
    const row = { ...entry, owner: this.#owner };
    this.#write(`unsaved ${entry.image}`, (database) => database.put("unsaved", row));
  }

  forget(image: number): void {
    const key: Key = [this.#owner, image];
    this.#write(`unsaved ${image}`, (database) => database.delete("unsaved", key));
  }

  async entries(): Promise<readonly JournalEntry[]> {
    const database = await this.#database;
    if (database === null) return [];
    const rows = await database.getAllFromIndex("unsaved", "owner", this.#owner);
    return rows.map(({ image, changes, state }) => ({ image, changes, state }));
  }

  remember(image: number, history: History): void {
    const row = { owner: this.#owner, image, history: shortened(history), at: Date.now() };
    this.#write(`history ${image}`, (database) => database.put("histories", row));
  }

  async recall(image: number): Promise<History | null> {
    const database = await this.#database;
    const row = await database?.get("histories", [this.#owner, image]);
    return row?.history ?? null;
  }

  /** Resolves when everything handed over so far is on disk. */
  async settled(): Promise<void> {
    await this.#last;
  }

  /** Of several writes to one row that wait, only the latest is done. */
  #write(row: string, write: Write): void {
    const isWaiting = this.#waiting.has(row);
    this.#waiting.set(row, write);
    if (!isWaiting) this.#last = this.#last.then(() => this.#writeLatest(row));
  }

  async #writeLatest(row: string): Promise<void> {
    const write = this.#waiting.get(row);
    this.#waiting.delete(row);
    try {
      const database = await this.#database;
      if (database !== null) await write?.(database);
    } catch {
      this.#giveUp();
    }
  }

  #giveUp(): null {
    this.isWorking = false;
    return null;
  }
}

/** Async, so that a browser without IndexedDB is a rejected promise like any other refusal. */
async function openJournal(): Promise<Database> {
  const database = await openDB<JournalSchema>(DATABASE, 1, {
    upgrade(fresh) {
      const unsaved = fresh.createObjectStore("unsaved", { keyPath: ["owner", "image"] });
      unsaved.createIndex("owner", "owner");
      const histories = fresh.createObjectStore("histories", { keyPath: ["owner", "image"] });
      histories.createIndex("at", "at");
    },
  });
  await forgetOld(database);
  return database;
}

async function forgetOld(database: Database): Promise<void> {
  const { store } = database.transaction("histories", "readwrite");
  const old = IDBKeyRange.upperBound(Date.now() - KEPT_FOR_MS);
  for (const key of await store.index("at").getAllKeys(old)) await store.delete(key);
}
