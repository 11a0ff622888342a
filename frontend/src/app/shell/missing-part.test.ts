import { expect, test } from "vitest";
import { ApiError } from "../api/problem.ts";
import { isMissingPart } from "./missing-part.ts";

test.each([
  "Unable to preload CSS for http://localhost/static/assets/Decision-C_QKR4hj.css",
  "Failed to fetch dynamically imported module: http://localhost/static/assets/Page-1.js",
  "error loading dynamically imported module: http://localhost/static/assets/Page-1.js",
  "Importing a module script failed.",
])("a part that cannot be fetched is known in every browser: %s", (message) => {
  expect(isMissingPart(new TypeError(message))).toBe(true);
});

test("what the server or the page itself says is something else", () => {
  expect(isMissingPart(new ApiError(404, { detail: "Not found." }))).toBe(false);
  expect(isMissingPart(new TypeError("undefined is not a function"))).toBe(false);
});
