import { expect, test } from "vitest";
import { trainingRule } from "./training-rule.ts";

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
