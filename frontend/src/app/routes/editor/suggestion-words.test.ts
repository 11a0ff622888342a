import { expect, test } from "vitest";
import { countWords, expectedWords, heldBackWords, ruleWords } from "./suggestion-words.ts";

const seen = { predicted_seconds: 22.4, manual_seconds: 51, show_none: false, is_blind: false };
const worse = { predicted_seconds: 64, manual_seconds: 51, show_none: true, is_blind: false };

test("the expected time is that of the quicker way", () => {
  expect(expectedWords(seen)).toBe("about 22 s");
  expect(expectedWords(worse)).toBe("about 51 s");
  expect(expectedWords({ ...seen, predicted_seconds: null })).toBe("");
  expect(expectedWords(null)).toBe("");
});

test("the rule is the model's until a person sets one", () => {
  expect(ruleWords(false, 0.5)).toBe("as the model suggests");
  expect(ruleWords(true, 0.3)).toBe("from 0.30 on, of all classes");
});

test("suggestions that are held back say why", () => {
  expect(heldBackWords(worse)).toBe(
    "Drawing should be quicker here than correcting: 51 s instead of 64 s.",
  );
  expect(heldBackWords({ ...worse, predicted_seconds: null })).toBe(
    "Drawing should be quicker here than correcting.",
  );
  expect(heldBackWords(seen)).toBe("Hidden on this image.");
  expect(heldBackWords({ ...worse, is_blind: true })).toBe(
    "Shown without suggestions, to measure how much they sway people.",
  );
});

test("hidden ones are counted only where there are some", () => {
  expect(countWords(3, 1)).toBe("3 shown, 1 hidden");
  expect(countWords(3, 0)).toBe("3 shown");
  expect(countWords(0, 0)).toBe("none open");
});
