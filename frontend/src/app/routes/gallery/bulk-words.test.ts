import { expect, test } from "vitest";
import type { BulkAction, BulkPreview } from "../../api/types.ts";
import { canUndo, confirmation, foreseen, told } from "./bulk-words.ts";

const found: BulkPreview = {
  selected: 1500,
  images: 1200,
  boxes: 3400,
  empty: 1,
  unchanged: 298,
  left_alone: 2,
};

const done = (values: Partial<BulkAction>): BulkAction => ({
  id: "1",
  action: "finish",
  images: 3,
  author: "ann",
  params: {},
  report: { changed: 3, boxes: 0, unchanged: 0, left_alone: 0 },
  job: null,
  undoes: null,
  is_undone: false,
  created_at: "2026-01-01T00:00:00Z",
  finished_at: null,
  ...values,
});

test("the button names the number", () => {
  expect(confirmation("finish", found)).toBe("Finish 1,200 images");
  expect(confirmation("relabel", found)).toBe("Change 3,400 boxes");
});

test("what is left out is said, and why", () => {
  expect(foreseen("finish", found)).toEqual([
    "1,200 of 1,500 images will be done, with the boxes that they have now. Suggestions that nobody accepted do not count.",
    "1 image without a box counts as checked and empty from then on.",
    "For 298 images there is nothing to do.",
    "2 images are open in somebody else's editor and left alone.",
  ]);
});

test("afterwards one sentence tells it", () => {
  expect(told(done({}))).toBe("3 images finished.");
  expect(told(done({ action: "relabel", report: { changed: 1, boxes: 2, left_alone: 1 } }))).toBe(
    "2 boxes on 1 image changed. 1 image left alone: somebody has changed or opened them.",
  );
});

test("what was undone, did nothing, or is gone for good is not undone", () => {
  expect(canUndo(done({}))).toBe(true);
  expect(canUndo(done({ is_undone: true }))).toBe(false);
  expect(canUndo(done({ action: "delete_images" }))).toBe(false);
  expect(canUndo(done({ report: { changed: 0 } }))).toBe(false);
});
