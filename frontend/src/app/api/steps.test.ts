import fc from "fast-check";
import { expect, test } from "vitest";
import { steps, walked } from "./steps.ts";

test("any order of ids survives its steps", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 1e12 })), (ids) => {
      expect(walked(steps(ids))).toEqual(ids);
    }),
  );
});
