import { expect, test } from "vitest";
import type { Project } from "../../api/types.ts";
import { waiting } from "./waiting.ts";

const project = {
  counts: { todo: 2, returned: 1 },
  active_model: null,
} as unknown as Project;
const never = { mode: "never", needed: 0, corrections: 0, isTraining: false } as const;

test("without a model it is said what brings the first one", () => {
  expect(waiting(project, never)).toBe(
    "3 images wait for you. Finish some, then train the detector on them.",
  );
  expect(waiting(project, { ...never, mode: "after_corrections", needed: 1 })).toContain(
    "After 1 more finished image",
  );
  expect(waiting(project, { ...never, corrections: 13, isTraining: true })).toContain(
    "is learning",
  );
});

test("nobody is told to finish images first who has finished some", () => {
  expect(waiting(project, { ...never, corrections: 13 })).toBe(
    "3 images wait for you. Train the detector on the finished ones, and it suggests boxes.",
  );
});
