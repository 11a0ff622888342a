import { expect, test } from "vitest";
import { BrowserJournal } from "./journal.ts";

test("a browser without storage says so, and work goes on", async () => {
  let told = 0;
  const journal = new BrowserJournal("1:1", () => {
    told += 1;
  });
  journal.append({ image: 1, changes: [], state: "done" });
  await journal.settled();
  expect(journal.isWorking).toBe(false);
  expect(journal.isSafe).toBe(false);
  expect(told).toBe(1);
  expect(await journal.entries()).toEqual([]);
  expect(await journal.recall(1)).toBeNull();
});
