import { expect, test } from "vitest";
import { questionIn, searchFor, traceSearch } from "./search.ts";

test("an address leads to a model, a stage and a question", () => {
  const search = traceSearch({ model: "4", stage: "heads", box: "1,2.5,30,40", category: "7" });
  expect(search).toEqual({ model: 4, stage: "heads", box: "1,2.5,30,40", category: 7 });
  expect(questionIn(search)).toEqual({ box: [1, 2.5, 30, 40], category: 7 });
  expect(questionIn(traceSearch({ detection: "0" }))).toEqual({ detection: 0 });
});

test("what makes no sense is left out", () => {
  expect(traceSearch({ model: "x", stage: "tail", box: "1,2,3", category: "7" })).toEqual({});
  expect(traceSearch({ box: "9,9,1,1", category: "7", detection: "-1" })).toEqual({});
  expect(traceSearch({ box: "1,2,3,4" })).toEqual({});
  expect(questionIn({})).toBeNull();
});

test("a question and its address say the same", () => {
  const questions = [{ box: [1, 2, 30, 40], category: 7 }, { detection: 3 }] as const;
  for (const question of questions) expect(questionIn(searchFor(question))).toEqual(question);
  expect(searchFor(null)).toEqual({});
});
