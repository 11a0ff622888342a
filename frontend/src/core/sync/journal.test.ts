import "fake-indexeddb/auto";
import { openDB } from "idb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { drawBox } from "../commands.ts";
import { commit, EMPTY_HISTORY, redo, undo } from "../history.ts";
import { box, wireBox } from "../testing/make.ts";
import { BrowserJournal } from "./journal.ts";
import type { JournalEntry } from "./journal-entry.ts";

let owner = 0;
const nextOwner = () => `1:${++owner}`;

const entry = (image: number, ...boxes: [key: string, x1: number][]): JournalEntry => ({
  image,
  changes: boxes.map(([key, x1]) => ({ key, base: null, mine: wireBox(key, { x1 }) })),
  state: null,
});

describe("unsaved work", () => {
  test("is there for the next window of the same person, and for nobody else", async () => {
    const journal = new BrowserJournal("1:a");
    journal.append(entry(7, ["a", 1]));
    journal.append(entry(8, ["b", 1]));
    await journal.settled();
    expect(journal.isSafe).toBe(true);
    expect(await new BrowserJournal("1:a").entries()).toEqual([
      entry(7, ["a", 1]),
      entry(8, ["b", 1]),
    ]);
    expect(await new BrowserJournal("2:a").entries()).toEqual([]);
    expect(await new BrowserJournal("1:aa").entries()).toEqual([]);
  });

  test("is one entry, however many gestures it took; the last word on a box counts", async () => {
    const journal = new BrowserJournal(nextOwner());
    for (let x1 = 1; x1 <= 50; x1++) journal.append(entry(7, ["a", x1]));
    journal.append(entry(7, ["b", 1]));
    expect(await journal.entry(7)).toEqual(entry(7, ["a", 50], ["b", 1]));
    expect(await journal.entry(8)).toBeNull();
  });

  test("is gone when the server has it, and so is what was written before a whole", async () => {
    const journal = new BrowserJournal(nextOwner());
    journal.append(entry(7, ["a", 1]));
    journal.append(entry(8, ["b", 1]));
    await journal.settled();
    journal.replace(entry(7, ["c", 1]));
    journal.forget(8);
    expect(await journal.entries()).toEqual([entry(7, ["c", 1])]);
  });
});

test("work is written while the steps of undo are still being written", async () => {
  const journal = new BrowserJournal(nextOwner());
  await journal.settled();
  const other = await openDB("boxloop-journal");
  const steps = other.transaction(["steps", "histories"], "readwrite");
  const settled = { is: false };
  const held = (async () => {
    while (!settled.is) await steps.objectStore("steps").count();
  })();
  journal.append(entry(7, ["a", 1]));
  await journal.settled();
  settled.is = true;
  await held;
  other.close();
  expect(await journal.entry(7)).toEqual(entry(7, ["a", 1]));
});

test("the disk itself is asked for when the hand rests, not at each gesture", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const opened = vi.spyOn(IDBDatabase.prototype, "transaction");
  const asked = () => opened.mock.calls.map(([, , options]) => options?.durability);
  const journal = new BrowserJournal(nextOwner());
  await journal.settled();
  opened.mockClear();
  for (const x1 of [1, 2]) {
    journal.append(entry(7, ["a", x1]));
    await journal.settled();
  }
  expect(asked()).toEqual(["relaxed", "relaxed"]);
  vi.runAllTimers();
  expect(asked()).toEqual(["relaxed", "relaxed", "strict"]);
  vi.useRealTimers();
  opened.mockRestore();
});

describe("the steps of undo", () => {
  const first = commit(EMPTY_HISTORY, drawBox(box("a")), 5);
  const second = commit(first, drawBox(box("b")), 5000);
  const undone = undo(second)?.[0] ?? EMPTY_HISTORY;

  test.each([
    ["done", second],
    ["undone", undone],
    ["done again", redo(undone)?.[0] ?? EMPTY_HISTORY],
    ["undone and left behind", commit(undone, drawBox(box("c")), 9000)],
  ])("are there again: %s", async (_name, history) => {
    const name = nextOwner();
    const journal = new BrowserJournal(name);
    for (const step of [first, second, undone, history]) journal.remember(7, step);
    await journal.settled();
    expect(await new BrowserJournal(name).recall(7)).toEqual(history);
    expect(await journal.recall(8)).toBeNull();
  });

  test("go on after a reload", async () => {
    const name = nextOwner();
    const journal = new BrowserJournal(name);
    journal.remember(7, second);
    await journal.settled();
    const next = new BrowserJournal(name);
    const recalled = (await next.recall(7)) ?? EMPTY_HISTORY;
    const third = commit(recalled, drawBox(box("d")), 9000);
    next.remember(7, third);
    await next.settled();
    expect(await new BrowserJournal(name).recall(7)).toEqual(third);
  });
});

describe("a disk that is full", () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ["setTimeout"] }));
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  test("is told, and what was to be written follows when there is room again", async () => {
    let told: boolean[] = [];
    const journal = new BrowserJournal(nextOwner(), () => {
      told = [...told, journal.isWorking];
    });
    await journal.settled();
    const full = vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
      throw new DOMException("No room.", "QuotaExceededError");
    });
    journal.append(entry(7, ["a", 1]));
    await journal.settled();
    expect(journal.isSafe).toBe(false);
    full.mockRestore();
    vi.advanceTimersByTime(6000);
    await journal.settled();
    expect(told).toEqual([false, true]);
    expect(await journal.entry(7)).toEqual(entry(7, ["a", 1]));
  });
});

test("work that an earlier version of the page had kept is taken over", async () => {
  indexedDB.deleteDatabase("boxloop-journal");
  const before = await openDB("boxloop-journal", 1, {
    upgrade(fresh) {
      fresh.createObjectStore("unsaved", { keyPath: ["owner", "image"] });
      fresh.createObjectStore("histories", { keyPath: ["owner", "image"] });
    },
  });
  await before.put("unsaved", { ...entry(7, ["a", 1]), owner: "1:old" });
  before.close();
  expect(await new BrowserJournal("1:old").entries()).toEqual([entry(7, ["a", 1])]);
});
