/**
 * The journal in IndexedDB: what a closed window, a crash or a lost network must not take along.
 * Each gesture is written by itself and at once, so that its price is its own size and the moment in
 * which a crash could take it is as short as the browser allows. It does not wait for the disk, which
 * may take half a second on a busy machine and would hold up the gestures behind it: the system has it,
 * and outlives the browser. When the hand rests, the disk is asked for, against a loss of power.
 */

import type { Entry, History } from "../history.ts";
import { type Journal, type JournalEntry, joined } from "./journal-entry.ts";
import {
  allRowsOf,
  forgetAllHistories,
  type JournalDatabase,
  type JournalWrite,
  openJournal,
  rowsOf,
  type Table,
} from "./journal-store.ts";

/** Requests of one transaction: made together, none waits for another. */
type Write = (write: JournalWrite) => unknown;

interface Task {
  /** What of an image it stands for: a later whole makes an earlier one needless. */
  readonly subject: string;
  readonly isWhole: boolean;
  /** Only these are locked meanwhile: a gesture's work never waits for the steps of undo. */
  readonly tables: readonly Table[];
  readonly write: Write;
}

const LOG: readonly Table[] = ["log"];
const HISTORY: readonly Table[] = ["histories", "steps"];

/** Stands for nothing: to write it to the disk is to have all there that was written before. */
const SEAL: Task = {
  subject: "seal",
  isWhole: false,
  tables: ["histories"],
  write: (write) =>
    write.objectStore("histories").put({ owner: "", image: 0, done: 0, count: 0, at: Date.now() }),
};

const REST_MS = 1000;
const RETRY_MS = 5000;

/** `owner` names person and project: nobody's work is sent in somebody else's name. */
export class BrowserJournal implements Journal {
  readonly #owner: string;
  readonly #changed: () => void;
  #database: JournalDatabase | null = null;
  #opening: Promise<void>;
  /** Not on disk yet: the database is not open, or could not take them. */
  #waiting: Task[] = [];
  readonly #running = new Set<Promise<void>>();
  #isWorking = true;
  #isRetrying = false;
  #sealing: ReturnType<typeof setTimeout> | undefined;
  #number = 0;
  /** The steps of each image as they were last written. */
  readonly #steps = new Map<number, readonly Entry[]>();

  /** `changed` is called when storage is lost or found again. */
  constructor(owner: string, changed: () => void = () => {}) {
    this.#owner = owner;
    this.#changed = changed;
    this.#opening = this.#open();
  }

  /** False where the browser has no storage to give. */
  get isWorking(): boolean {
    return this.#isWorking;
  }

  /** All that was handed over is with the system. */
  get isSafe(): boolean {
    return this.#isWorking && this.#waiting.length === 0 && this.#running.size === 0;
  }

  append(entry: JournalEntry): void {
    const row = this.#rowOf(entry);
    this.#do({
      subject: `log ${entry.image}`,
      isWhole: false,
      tables: LOG,
      write: (write) => write.objectStore("log").put(row),
    });
  }

  replace(entry: JournalEntry): void {
    const row = this.#rowOf(entry);
    this.#do({
      subject: `log ${entry.image}`,
      isWhole: true,
      tables: LOG,
      write: (write) => {
        write.objectStore("log").delete(rowsOf(this.#owner, entry.image));
        write.objectStore("log").put(row);
      },
    });
  }

  forget(image: number): void {
    this.#do({
      subject: `log ${image}`,
      isWhole: true,
      tables: LOG,
      write: (write) => write.objectStore("log").delete(rowsOf(this.#owner, image)),
    });
  }

  async entries(): Promise<readonly JournalEntry[]> {
    return this.#read(() => allRowsOf(this.#owner));
  }

  async entry(image: number): Promise<JournalEntry | null> {
    const [entry = null] = await this.#read(() => rowsOf(this.#owner, image));
    return entry;
  }

  /** Only the steps that are new are written. */
  remember(image: number, history: History): void {
    const steps = [...history.past, ...history.future.toReversed()];
    const first = firstDifference(this.#steps.get(image) ?? [], steps);
    this.#steps.set(image, steps);
    const key = { owner: this.#owner, image };
    const row = { ...key, done: history.past.length, count: steps.length, at: Date.now() };
    this.#do({
      subject: `history ${image}`,
      isWhole: false,
      tables: HISTORY,
      write: (write) => {
        write.objectStore("histories").put(row);
        write.objectStore("steps").delete(rowsOf(this.#owner, image, steps.length));
        for (const [place, entry] of steps.slice(first).entries()) {
          write.objectStore("steps").put({ ...key, number: first + place, entry });
        }
      },
    });
  }

  async recall(image: number): Promise<History | null> {
    await this.settled();
    if (this.#database === null) return null;
    const row = await this.#database.get("histories", [this.#owner, image]);
    const rows = await this.#database.getAll("steps", rowsOf(this.#owner, image));
    if (row === undefined || rows.length !== row.count) return null;
    const steps = rows.map(({ entry }) => entry);
    this.#steps.set(image, steps);
    return { past: steps.slice(0, row.done), future: steps.slice(row.done).toReversed() };
  }

  /** Resolves when everything handed over so far was tried. */
  async settled(): Promise<void> {
    await this.#opening;
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #rowOf(entry: JournalEntry) {
    this.#number += 1;
    return { ...entry, owner: this.#owner, number: this.#number };
  }

  async #read(range: () => IDBKeyRange): Promise<readonly JournalEntry[]> {
    await this.settled();
    const rows = (await this.#database?.getAll("log", range())) ?? [];
    const entries = new Map<number, JournalEntry>();
    for (const { image, changes, state, words } of rows) {
      entries.set(
        image,
        joined(entries.get(image), { image, changes, state, ...(words && { words }) }),
      );
    }
    return [...entries.values()];
  }

  async #open(): Promise<void> {
    try {
      this.#database = await openJournal(() => this.#lost());
      this.#setWorking(true);
      this.#run();
    } catch {
      this.#lost();
    }
  }

  #do(task: Task): void {
    if (task.isWhole) {
      this.#waiting = this.#waiting.filter(({ subject }) => subject !== task.subject);
    }
    this.#waiting.push(task);
    this.#run();
  }

  #run(): void {
    if (this.#database === null || this.#waiting.length === 0) return;
    const tasks = this.#waiting;
    this.#waiting = [];
    const running = this.#write(this.#database, tasks).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #write(database: JournalDatabase, tasks: readonly Task[]): Promise<void> {
    try {
      await carryOut(database, tasks, "relaxed");
      this.#setWorking(true);
      this.#sealSoon(database);
    } catch (error) {
      // What was handed over since then stands above what failed.
      this.#waiting = [...tasks, ...this.#waiting];
      if (isFull(error)) await forgetAllHistories(database).catch(() => {});
      this.#steps.clear();
      this.#failed();
    }
  }

  #sealSoon(database: JournalDatabase): void {
    clearTimeout(this.#sealing);
    this.#sealing = setTimeout(
      () => void carryOut(database, [SEAL], "strict").catch(() => {}),
      REST_MS,
    );
  }

  #lost(): void {
    this.#database = null;
    this.#failed();
  }

  #failed(): void {
    this.#setWorking(false);
    if (this.#isRetrying) return;
    this.#isRetrying = true;
    setTimeout(() => {
      this.#isRetrying = false;
      if (this.#database === null) this.#opening = this.#open();
      else this.#run();
    }, RETRY_MS);
  }

  #setWorking(isWorking: boolean): void {
    if (isWorking === this.#isWorking) return;
    this.#isWorking = isWorking;
    this.#changed();
  }
}

const isFull = (error: unknown): boolean =>
  error instanceof DOMException && error.name === "QuotaExceededError";

/** Committed at once: the transaction does not wait for its answers first. */
async function carryOut(
  database: JournalDatabase,
  tasks: readonly Task[],
  durability: "relaxed" | "strict",
): Promise<void> {
  const tables = [...new Set(tasks.flatMap((task) => task.tables))];
  const write = database.transaction(tables, "readwrite", { durability });
  for (const task of tasks) task.write(write);
  write.commit();
  await write.done;
}

function firstDifference(before: readonly Entry[], now: readonly Entry[]): number {
  let place = Math.min(before.length, now.length);
  while (place > 0 && before[place - 1] !== now[place - 1]) place -= 1;
  return place;
}
