import { expect, test } from "vitest";
import type { Suspect } from "../../api/types.ts";
import { choices, doneWords, givenBy, rateWords, sampleWords } from "./answers.ts";

const categories = [
  { id: 1, name: "plate", hotkey: "1", archived: false },
  { id: 2, name: "cup", hotkey: "2", archived: false },
  { id: 3, name: "old", hotkey: "3", archived: true },
];
const names = new Map(categories.map((category) => [category.id, category]));
const swapped = {
  kind: "swapped",
  category: 1,
  seen: { category: 2, box: [0, 0, 1, 1], confidence: 0.9 },
  answers: ["take", "change", "delete", "wrong", "right", "skip"],
} as unknown as Suspect;
const overlooked = {
  ...swapped,
  kind: "overlooked",
  category: 2,
  answers: ["add", "right", "skip"],
} as Suspect;
const drawn = {
  ...swapped,
  kind: "audit",
  seen: null,
  answers: ["change", "delete", "wrong", "right", "skip"],
} as Suspect;

test("a key answers, whatever its case", () => {
  expect(givenBy("c", swapped, categories)).toEqual({ answer: "change" });
  expect(givenBy("R", swapped, categories)).toEqual({ answer: "right" });
  expect(givenBy("q", swapped, categories)).toBeNull();
});

test("the key of a category says what the box is", () => {
  expect(givenBy("2", drawn, categories)).toEqual({ answer: "change", category: 2 });
  expect(givenBy("1", overlooked, categories)).toEqual({ answer: "add", category: 1 });
});

test("the category that it has, and one that is archived, change nothing", () => {
  expect(givenBy("1", drawn, categories)).toBeNull();
  expect(givenBy("3", drawn, categories)).toBeNull();
});

test("a drawn box offers no change that does not say to what", () => {
  expect(choices(drawn, names).map(({ key }) => key)).toEqual(["x", "w", "r", "s"]);
  expect(givenBy("c", drawn, categories)).toBeNull();
});

test("of a whole image a key says whether something is missing, and that of a category nothing", () => {
  const whole = {
    ...swapped,
    kind: "incomplete",
    category: null,
    seen: null,
    answers: ["right", "wrong", "skip"],
  } as Suspect;
  expect(choices(whole, names).map(({ key, words }) => `${key} ${words}`)).toEqual([
    "r Nothing is missing",
    "w Something is missing",
    "s Pass over",
  ]);
  expect(givenBy("2", whole, categories)).toBeNull();
  expect(doneWords({ answer: "wrong" }, whole)).toBe("Noted that something is missing");
});

test("the rate stands with its interval, or not at all", () => {
  const rate = { judged: 60, rate: 0.05, low: 0.0172, high: 0.1371 };
  expect(rateWords(rate)).toBe("5.0 % (1.7 to 13.7 %)");
  expect(rateWords({ judged: 0, rate: null, low: null, high: null })).toBe("Not known yet");
});

test("a few answers are no share yet", () => {
  const all = { rate: 1, low: 0.207, high: 1 };
  expect(rateWords({ ...all, judged: 1 })).toBe("Too few answers to say");
  expect(rateWords({ ...all, judged: 9 })).toBe("Too few answers to say");
  expect(sampleWords({ judged: 1, wrong: 1 }, ["label", "wrong"])).toBe(
    "1 label wrong of 1 drawn at random so far.",
  );
  expect(sampleWords({ judged: 10, wrong: 2 }, ["label", "wrong"])).toBe(
    "2 labels wrong of 10 drawn at random, with the 95 % interval.",
  );
  expect(sampleWords({ judged: 0, wrong: 0 }, ["label", "wrong"])).toContain(
    "estimated from labels",
  );
});
