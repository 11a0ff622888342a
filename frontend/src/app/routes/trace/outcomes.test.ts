import { expect, test } from "vitest";
import { countsOf, outcomesOf } from "./outcomes.ts";
import { TRACE } from "./testing/trace.ts";

test("every answer has a fate, the final ones first", () => {
  expect(outcomesOf(TRACE).map(({ key, fate, rank }) => [key, fate, rank])).toEqual([
    ["final 0", "shown", 0],
    ["final 1", "hidden", 1],
    ["suppressed 0", "suppressed", 0],
    ["below 0", "below", null],
  ]);
});

test("counts tell of all, lists of the best", () => {
  expect(countsOf(TRACE)).toEqual({ shown: 1, hidden: 1, suppressed: 1, below: 2 });
});
