import { expect, test } from "vitest";
import type { WhyMissed } from "../../api/trace-types.ts";
import { marksOfQuestion, nameOf } from "./marks.ts";
import { TRACE } from "./testing/trace.ts";

const ANSWER: WhyMissed = {
  verdict: "suppressed",
  sentence: "",
  stage: "post",
  proposals: [{ proposal: 1, iou: 0.8, objectness: 0.8 }],
  distribution: [],
  score: 0.1,
  threshold: 0.05,
  by: { rank: 0, box: [100, 60, 220, 180], score: 0.95, iou: 0.93 },
  detection: null,
  iou: 0.9,
};
const QUESTION = { box: [90, 60, 200, 170], category: 11 } as const;

test("a question shows the box, the nearest proposal and the box that won", () => {
  const marks = marksOfQuestion(TRACE, QUESTION, ANSWER);
  expect(marks.map(({ tone, label }) => [tone, label])).toEqual([
    ["asked", "plate?"],
    ["chosen", "proposal 2"],
    ["culprit", "plate 95 % removed it"],
  ]);
});

test("without an answer, and without a proposal, the box alone is shown", () => {
  expect(marksOfQuestion(TRACE, QUESTION, null)).toHaveLength(1);
  expect(marksOfQuestion(TRACE, QUESTION, { ...ANSWER, proposals: [], by: null })).toHaveLength(1);
  expect(marksOfQuestion(TRACE, { detection: 0 }, null)).toEqual([]);
  expect(marksOfQuestion(TRACE, null, null)).toEqual([]);
});

test("a label that has no category any more is named by its number", () => {
  expect(nameOf(TRACE, { label: 2, score: 0.6 })).toBe("cup 60 %");
  expect(nameOf(TRACE, { label: 9, score: 0.6 })).toBe("label 9 60 %");
});
