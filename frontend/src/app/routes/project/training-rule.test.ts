import { expect, test } from "vitest";
import { sinceWords, trainingRule } from "./training-rule.ts";

const daily = { train_every_hours: 24 };

test("says how many images are missing", () => {
  const next = { mode: "after_corrections", corrections: 7, needed: 1 } as const;
  expect(trainingRule(daily, next)).toBe("Starts by itself after 1 more finished image.");
});

test("says that nothing starts by itself", () => {
  const next = { mode: "never", corrections: 7, needed: 1 } as const;
  expect(trainingRule(daily, next)).toContain("only by hand");
});

test("says how often the schedule comes round", () => {
  const next = { mode: "scheduled", corrections: 7, needed: 0 } as const;
  expect(trainingRule(daily, next)).toContain("every 24 hours");
});

test("images are counted from the running training, else from the last one, else from the start", () => {
  expect(sinceWords(0, true, false)).toBe("finished images since the running training began");
  expect(sinceWords(1, false, true)).toBe("finished image since the last training");
  expect(sinceWords(10, false, false)).toBe("finished images to learn from so far");
});
