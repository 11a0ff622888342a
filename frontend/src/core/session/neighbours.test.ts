import fc from "fast-check";
import { expect, test } from "vitest";
import { neighbouringPlaces } from "./neighbours.ts";

test("three ahead and one behind, the next one first", () => {
  expect(neighbouringPlaces(10, 1)).toEqual([11, 12, 13, 9]);
});

test("who goes back has three behind and one ahead", () => {
  expect(neighbouringPlaces(10, -1)).toEqual([9, 8, 7, 11]);
});

test("before the first image there is none", () => {
  expect(neighbouringPlaces(1, -1)).toEqual([0, 2]);
  expect(neighbouringPlaces(0, 1)).toEqual([1, 2, 3]);
});

test("after a step either way, that image is already among them", () => {
  fc.assert(
    fc.property(fc.nat(500), fc.constantFrom(1 as const, -1 as const), (position, direction) => {
      const ready = neighbouringPlaces(position, direction);
      expect(ready[0]).toBe(position + direction >= 0 ? position + direction : position + 1);
      expect(ready).toContain(position + 1);
      expect(new Set(ready).size).toBe(ready.length);
      expect(ready).not.toContain(position);
    }),
  );
});
