import { expect, test } from "vitest";
import { ending, outcome, tellsTimeLeft } from "./words.ts";

const job = { kind: "train", params: {}, message: "", error: "", result: null } as const;

test("a failed job says why", () => {
  const failed = { ...job, state: "failed", error: "The disk is full." } as const;
  expect(ending(failed)).toBe("Training failed. The disk is full.");
});

test("a training tells which model it made, and whether it is in use", () => {
  const result = { model: 4, promoted: true, note: "AP50 went from 52.0 to 61.3." };
  expect(ending({ ...job, state: "succeeded", result })).toBe(
    "Training finished. Model 4: AP50 went from 52.0 to 61.3.",
  );
});

test("an adaptation that was not kept names no model", () => {
  const note = "The model in use is no worse without it.";
  expect(outcome({ kind: "adapt", result: { promoted: false, note } })).toBe(note);
});

test("the order of the queue is told by how many images were chosen", () => {
  expect(outcome({ kind: "rank", result: { images: 8 } })).toBe("8 images chosen.");
});

test("a dry run does not claim to have imported anything", () => {
  const result = { boxes: 784, images_matched: 40 };
  const params = { dry_run: true };
  expect(ending({ ...job, kind: "import", params, state: "succeeded", result })).toBe(
    "Check of an import finished. 784 boxes for 40 images.",
  );
});

test("imported predictions are counted like boxes", () => {
  const result = { boxes: 0, predictions: 1, predicted_boxes: 12, images_matched: 1 };
  expect(outcome({ kind: "import", result })).toBe("12 boxes for 1 image.");
});

test("a finished job without a result says nothing of its last step", () => {
  const job = { kind: "predict", message: "19 of 20 images", result: null } as const;
  expect(outcome(job)).toBe("");
});

test("what tells the time left in its own words is not told another one beside it", () => {
  expect(tellsTimeLeft({ kind: "train" })).toBe(true);
  expect(tellsTimeLeft({ kind: "suspects" })).toBe(true);
  expect(tellsTimeLeft({ kind: "predict" })).toBe(false);
});
