import { expect, test } from "vitest";
import type { CropOutcome } from "../../api/types.ts";
import { careWords, outcomeWords, plantedWords, rateWords, skippedWords } from "./words.ts";

const outcome = (values: Partial<CropOutcome>): CropOutcome => ({
  accepted: 0,
  rejected: 0,
  planted: 0,
  planted_found: 0,
  missed: [],
  skipped: [],
  mine: { planted: 0, found: 0 },
  ...values,
});

const skipped = {
  image: 1,
  file_name: "a.png",
  crops: 3,
  code: "leased" as const,
  text: "bob has it open.",
};

test("an answer is summed up in one line", () => {
  expect(outcomeWords(outcome({ accepted: 45 }))).toBe("Accepted 45");
  expect(outcomeWords(outcome({ accepted: 40, rejected: 5, skipped: [skipped] }))).toBe(
    "Accepted 40, rejected 5, passed over 3",
  );
  expect(skippedWords(outcome({ skipped: [skipped] }))).toEqual([
    "a.png, 3 crops: bob has it open.",
  ]);
});

test("planted crops are named only where there were some", () => {
  expect(plantedWords(outcome({}))).toBe("");
  expect(plantedWords(outcome({ planted: 1, planted_found: 1 }))).toBe(
    "You found the planted wrong one.",
  );
  expect(plantedWords(outcome({ planted: 1 }))).toBe("You missed the planted wrong one.");
  expect(plantedWords(outcome({ planted: 2, planted_found: 1 }))).toBe(
    "You found 1 of 2 planted wrong ones.",
  );
});

test("a gentle word comes below nine in ten, and not after a single slip", () => {
  expect(careWords({ planted: 1, found: 0 })).toBe("");
  expect(careWords({ planted: 10, found: 9 })).toBe("");
  expect(careWords({ planted: 10, found: 8 })).toContain("break");
  expect(rateWords({ planted: 3, found: 2 })).toBe("2 of 3 planted ones found");
  expect(rateWords({ planted: 10, found: 8 })).toBe("80 % of 10 planted ones found");
});
