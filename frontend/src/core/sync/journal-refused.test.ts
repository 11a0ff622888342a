import { expect, test } from "vitest";
import { BrowserJournal } from "./journal.ts";

test("a browser without storage says so, and work goes on", async () => {
  const journal = new BrowserJournal("1:1");
  journal.keep({ image: 1, changes: [], state: "done" });
  await journal.settled();
  expect(journal.isWorking).toBe(false);
  expect(await journal.entries()).toEqual([]);
});
