import { expect, test } from "vitest";
import { safeReturn } from "./return-path.ts";

test("a page of ours is returned to, with its filters", () => {
  expect(safeReturn("/projects/3/images?state=done")).toBe("/projects/3/images?state=done");
});

test.each(["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])(
  "%s is not",
  (next) => {
    expect(safeReturn(next)).toBe("/");
  },
);

test("the door does not lead back to itself", () => {
  expect(safeReturn("/sign-in?next=/")).toBe("/");
  expect(safeReturn(undefined)).toBe("/");
});
