import { expect, test } from "vitest";
import type { LedgerCategory } from "../../api/types.ts";
import {
  amountOfTime,
  categoryStatus,
  fateShare,
  savedWords,
  spreadWords,
  worthWords,
} from "./words.ts";

const worth = (seconds: number, low: number, high: number) => ({
  suggestions: 30,
  images: 10,
  seconds,
  low,
  high,
});
const row = (values: Partial<LedgerCategory>) =>
  ({ is_hidden: false, rule: "measured", worth: null, ...values }) as LedgerCategory;

test("time that was saved or lost reads as people say it", () => {
  expect([0, 45, -20, 600, -7200, 30_000].map((seconds) => amountOfTime(seconds))).toEqual([
    "0 s",
    "45 s",
    "−20 s",
    "10 min",
    "−2.0 h",
    "8.3 h",
  ]);
});

test("what belongs together has one unit", () => {
  const saving = { saved: 4800, low: 3600, high: 6000 } as Parameters<typeof savedWords>[0];
  expect(savedWords(saving)).toEqual({ saved: "1.3 h", interval: "1.0 h to 1.7 h" });
});

test("what a suggestion is worth has its sign and its interval", () => {
  expect(worthWords(worth(-2.13, -3, -1.2))).toBe("−2.1 s (−3.0 to −1.2)");
  expect(worthWords(null)).toBe("–");
});

test("a category is judged only as far as its interval allows", () => {
  expect(categoryStatus(row({ worth: worth(2, 1, 3) }))).toBe("Saves time");
  expect(categoryStatus(row({ worth: worth(0.2, -1, 1) }))).toBe("Cannot be told yet");
  expect(categoryStatus(row({ worth: worth(-2, -3, -1) }))).toBe("Costs more");
  expect(categoryStatus(row({}))).toBe("Not measured yet");
  expect(categoryStatus(row({ is_hidden: true }))).toBe("Hidden: it costs more");
  expect(categoryStatus(row({ is_hidden: true, rule: "hide" }))).toBe("Hidden by a manager");
  expect(categoryStatus(row({ rule: "show" }))).toBe("Shown by a manager");
});

test("shares are of suggestions, and of none there is no share", () => {
  const fates = { suggestions: 4, kept: 1, moved: 3, relabelled: 0, deleted: 0, added: 9 };
  expect(fateShare(fates, "kept")).toBe("25 %");
  expect(fateShare({ ...fates, suggestions: 0 }, "kept")).toBe("–");
});

test("people are a spread without names", () => {
  expect(spreadWords({ people: 5, kept: [0.5, 0.6, 0.75] })).toBe(
    "Half of the 5 people who worked with suggestions keep between 50 % and 75 % of them; the middle is 60 %.",
  );
});
