import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { drawBox } from "../commands.ts";
import { commit, EMPTY_HISTORY } from "../history.ts";
import { box, wireBox } from "../testing/make.ts";
import { BrowserJournal } from "./journal.ts";
import type { JournalEntry } from "./journal-entry.ts";

const entry = (image: number, x1 = 1): JournalEntry => ({
  image,
  changes: [{ key: "a", base: null, mine: wireBox("a", { x1 }) }],
  state: null,
});

test("what was kept is there for the next window of the same person", async () => {
  const journal = new BrowserJournal("1:1");
  journal.keep(entry(7));
  journal.keep(entry(8));
  await journal.settled();
  expect(await new BrowserJournal("1:1").entries()).toEqual([entry(7), entry(8)]);
  expect(await new BrowserJournal("2:1").entries()).toEqual([]);
});

test("only the latest of an image is kept, and what was saved is forgotten", async () => {
  const journal = new BrowserJournal("1:2");
  for (let x1 = 1; x1 <= 50; x1++) journal.keep(entry(7, x1));
  journal.keep(entry(8));
  journal.forget(8);
  await journal.settled();
  expect(await journal.entries()).toEqual([entry(7, 50)]);
});

test("the steps of undo are there again", async () => {
  const history = commit(EMPTY_HISTORY, drawBox(box("a")), 5);
  const journal = new BrowserJournal("1:3");
  journal.remember(7, history);
  await journal.settled();
  expect(await new BrowserJournal("1:3").recall(7)).toEqual(history);
  expect(await journal.recall(8)).toBeNull();
});
