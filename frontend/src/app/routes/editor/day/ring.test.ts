import { expect, test } from "vitest";
import { ringOf } from "./ring.ts";

test("today's part comes on top of what was done before", () => {
  expect(ringOf(50, 20, 100)).toEqual({ before: 0.3, today: 0.2 });
});

test("what was reopened since does not make today's part larger than all that is done", () => {
  expect(ringOf(5, 8, 10)).toEqual({ before: 0, today: 0.5 });
});

test("a project without images has an empty ring", () => {
  expect(ringOf(0, 0, 0)).toEqual({ before: 0, today: 0 });
});
