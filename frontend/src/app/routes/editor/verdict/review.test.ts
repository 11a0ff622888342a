import { expect, test } from "vitest";
import { awaitsVerdict } from "./review.ts";

const reviewer = { mayReview: true, isReview: false };
const reviewing = { mayReview: true, isReview: true };
const annotator = { mayReview: false, isReview: false };

test("a doubt waits for a reviewer, wherever it was opened", () => {
  expect(awaitsVerdict("unsure", reviewer)).toBe(true);
  expect(awaitsVerdict("unsure", annotator)).toBe(false);
});

test("a finished image waits only for somebody who came to review", () => {
  expect(awaitsVerdict("done", reviewing)).toBe(true);
  expect(awaitsVerdict("done", reviewer)).toBe(false);
});

test("an image that is still to be done is finished and not approved", () => {
  expect(awaitsVerdict("returned", reviewing)).toBe(false);
  expect(awaitsVerdict("todo", reviewing)).toBe(false);
});
