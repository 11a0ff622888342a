/** The tables of the journal in IndexedDB, and what of them is let go with time. */

import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from "idb";
import type { Entry } from "../history.ts";
import type { JournalEntry } from "./journal-entry.ts";

/** `owner` names person and project. */
export type LogKey = [owner: string, image: number, number: number];
type ImageKey = [owner: string, image: number];

/** What a gesture did, or all that was unsaved at a moment. */
interface LogRow extends JournalEntry {
  readonly owner: string;
  readonly number: number;
}

/** One step of undo or redo. */
interface StepRow {
  readonly owner: string;
  readonly image: number;
  readonly number: number;
  readonly entry: Entry;
}

/** How many steps an image has, and how many of them are done rather than undone. */
interface HistoryRow {
  readonly owner: string;
  readonly image: number;
  readonly done: number;
  readonly count: number;
  readonly at: number;
}

interface JournalSchema extends DBSchema {
  log: { key: LogKey; value: LogRow };
  steps: { key: LogKey; value: StepRow };
  histories: { key: ImageKey; value: HistoryRow; indexes: { at: number } };
}

export type JournalDatabase = IDBPDatabase<JournalSchema>;
export type JournalWrite = IDBPTransaction<JournalSchema, Table[], "readwrite">;
export type Table = "log" | "steps" | "histories";

const DATABASE = "boxloop-journal";
const VERSION = 2;
/** Images whose steps of undo are kept: by number and not by age, since clocks may be wrong. */
const MOST_HISTORIES = 300;

/** All numbers from `first` on. */
export const rowsOf = (owner: string, image: number, first = 0): IDBKeyRange =>
  IDBKeyRange.bound([owner, image, first], [owner, image, Number.POSITIVE_INFINITY]);

export const allRowsOf = (owner: string): IDBKeyRange => IDBKeyRange.bound([owner], [owner, []]);

/** `lost` is called when the browser takes the storage away, or a newer page needs it. */
export async function openJournal(lost: () => void): Promise<JournalDatabase> {
  const database = await openDB<JournalSchema>(DATABASE, VERSION, {
    upgrade: (fresh, from, _to, transaction) => upgrade(fresh, from, transaction),
    blocking: (_current, _blocked, event) => {
      (event.target as IDBDatabase).close();
      lost();
    },
    terminated: lost,
  });
  void forgetOldest(database).catch(() => {});
  return database;
}

type Upgrade = IDBPTransaction<JournalSchema, Table[], "versionchange">;

async function upgrade(fresh: JournalDatabase, from: number, write: Upgrade): Promise<void> {
  const before = from === 1 ? await unsavedOfVersion1(fresh, write) : [];
  const log = fresh.createObjectStore("log", { keyPath: ["owner", "image", "number"] });
  fresh.createObjectStore("steps", { keyPath: ["owner", "image", "number"] });
  const histories = fresh.createObjectStore("histories", { keyPath: ["owner", "image"] });
  histories.createIndex("at", "at");
  for (const row of before) await log.put({ ...row, number: 0 });
}

/** One row for each image, with all of its changes. */
async function unsavedOfVersion1(
  fresh: JournalDatabase,
  write: Upgrade,
): Promise<Omit<LogRow, "number">[]> {
  const tables = fresh as unknown as IDBPDatabase;
  const store = (write as unknown as IDBPTransaction<unknown, string[]>).objectStore("unsaved");
  const rows: Omit<LogRow, "number">[] = await store.getAll();
  tables.deleteObjectStore("unsaved");
  tables.deleteObjectStore("histories");
  return rows;
}

async function forgetOldest(database: JournalDatabase): Promise<void> {
  const write = database.transaction(["histories", "steps"], "readwrite");
  const histories = write.objectStore("histories");
  const keys = await histories.index("at").getAllKeys();
  for (const [owner, image] of keys.slice(0, -MOST_HISTORIES)) {
    await histories.delete([owner, image]);
    await write.objectStore("steps").delete(rowsOf(owner, image));
  }
  await write.done;
}

/** A full disk: the way back is given up before the work is. */
export async function forgetAllHistories(database: JournalDatabase): Promise<void> {
  const write = database.transaction(["steps", "histories"], "readwrite");
  await Promise.all([write.objectStore("steps").clear(), write.objectStore("histories").clear()]);
  await write.done;
}
