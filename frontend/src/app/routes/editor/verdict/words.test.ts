import { expect, test } from "vitest";
import { whyWords } from "./why-words.ts";
import { reasonFor, SKIP_REASONS } from "./words.ts";

test("each usual reason has a digit, and no other key means one", () => {
  expect(SKIP_REASONS.map((_, at) => reasonFor(String(at + 1)))).toEqual(SKIP_REASONS);
  for (const key of ["0", "9", "a", "Enter", "12"]) expect(reasonFor(key)).toBeUndefined();
});

const note = { author: "rita", text: "One is missing.", at: "2026-11-24T12:00:00Z" };
const chosen = { text: "The model is unsure here." };

test("an image that came back says who sent it and why, before why the queue chose it", () => {
  expect(whyWords(chosen, note, "returned")).toBe("Returned by rita: “One is missing.”");
  expect(whyWords(chosen, { ...note, text: "" }, "unsure")).toBe("Sent to review by rita.");
});

test("other images say why the queue chose them, or nothing", () => {
  expect(whyWords(chosen, null, "todo")).toBe("The model is unsure here.");
  expect(whyWords(null, null, "done")).toBe("");
});
