import { expect, test } from "vitest";
import { msWords, shapeOf, shapeWords, stageFor, totalMs } from "./stages.ts";
import { TRACE } from "./testing/trace.ts";

test("digits lead to a stage, arrows to the next and to the one before", () => {
  expect(stageFor("1", "post")).toBe("input");
  expect(stageFor("6", "input")).toBe("post");
  expect(stageFor("ArrowRight", "input")).toBe("features");
  expect(stageFor("ArrowLeft", "features")).toBe("input");
});

test("there is nothing before the first, after the last, and behind other keys", () => {
  expect(stageFor("ArrowLeft", "input")).toBeNull();
  expect(stageFor("ArrowRight", "post")).toBeNull();
  expect(stageFor("7", "input")).toBeNull();
  expect(stageFor("a", "input")).toBeNull();
});

test("shapes and times are told as one writes them", () => {
  expect(shapeWords([1, 256, 50, 50])).toBe("1 × 256 × 50 × 50");
  expect(shapeOf(TRACE, "input")).toBe("1 × 3 × 256 × 320");
  expect(shapeOf(TRACE, "features")).toBe("2 levels");
  expect(shapeOf(TRACE, "post")).toBe("2 × 4");
  expect(msWords(2.44)).toBe("2.4 ms");
  expect(msWords(31.2)).toBe("31 ms");
  expect(totalMs(TRACE)).toBeCloseTo(45.5);
});
