import { expect, test } from "vitest";
import type { Job, JobState } from "../api/types.ts";
import { changedBy, newlyClosed, pollEvery, worthTelling } from "./polling.ts";

const job = (id: number, state: JobState, kind: Job["kind"] = "train") =>
  ({ id, state, kind }) as Job;

test("jobs are asked for every two seconds while one runs", () => {
  expect(pollEvery([job(1, "succeeded"), job(2, "running")])).toBe(2000);
  expect(pollEvery([job(1, "queued")])).toBe(2000);
});

test("jobs are asked for seldom when none runs", () => {
  expect(pollEvery([job(1, "failed")])).toBeGreaterThanOrEqual(10_000);
});

test("a job that ended is told once", () => {
  const before = [job(1, "running"), job(2, "succeeded")];
  const after = [job(1, "succeeded"), job(2, "succeeded")];
  expect(newlyClosed(before, after).map(({ id }) => id)).toEqual([1]);
  expect(newlyClosed(after, after)).toEqual([]);
});

test("a job that began and ended between two questions is told too", () => {
  expect(newlyClosed([], [job(7, "failed")])).toHaveLength(1);
});

test("the first answer is no news", () => {
  expect(newlyClosed(undefined, [job(1, "succeeded")])).toEqual([]);
});

test("a training makes models and suggestions old", () => {
  expect(changedBy(job(1, "succeeded"))).toEqual(expect.arrayContaining(["models", "images"]));
});

test("prepared pictures are no news, but a failure is", () => {
  const closed = [job(1, "succeeded", "prepare"), job(2, "failed", "prepare")];
  expect(worthTelling(closed, closed).map(({ id }) => id)).toEqual([2]);
});

test("what begins again by itself is no news, not even when it fails", () => {
  const closed = [job(1, "failed", "adapt"), job(2, "cancelled", "rank")];
  expect(worthTelling(closed, closed)).toEqual([]);
});

test("of a pre-labelling in many jobs, one end is told", () => {
  const closed = [job(3, "succeeded", "predict"), job(2, "succeeded", "predict")];
  expect(worthTelling(closed, [...closed, job(4, "running", "predict")])).toEqual([]);
  expect(worthTelling(closed, closed).map(({ id }) => id)).toEqual([3]);
});
