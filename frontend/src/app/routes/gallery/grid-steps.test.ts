import fc from "fast-check";
import { expect, test } from "vitest";
import { columnsFor, step } from "./grid-steps.ts";

const grid = { count: 10, columns: 4, screen: 3 };

test("arrows lead to the neighbours", () => {
  expect(step("ArrowRight", { ...grid, at: 0 })).toBe(1);
  expect(step("ArrowDown", { ...grid, at: 1 })).toBe(5);
  expect(step("ArrowUp", { ...grid, at: 5 })).toBe(1);
});

test("the edge is not passed", () => {
  expect(step("ArrowLeft", { ...grid, at: 0 })).toBe(0);
  expect(step("ArrowDown", { ...grid, at: 7 })).toBe(7);
});

test("home and end lead to the first and the last", () => {
  expect(step("Home", { ...grid, at: 5 })).toBe(0);
  expect(step("End", { ...grid, at: 5 })).toBe(9);
});

test("other keys are left to the browser", () => {
  expect(step("a", { ...grid, at: 0 })).toBeNull();
});

test("no key ever leaves the grid", () => {
  const keys = ["ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp", "PageDown", "PageUp"];
  fc.assert(
    fc.property(
      fc.constantFrom(...keys),
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 9 }),
      fc.nat(49),
      (key, count, columns, place) => {
        const to = step(key, { at: place % count, count, columns, screen: 2 });
        expect(to).toBeGreaterThanOrEqual(0);
        expect(to).toBeLessThan(count);
      },
    ),
  );
});

test("a narrow window still has one column", () => {
  expect(columnsFor(100, 208, 12)).toBe(1);
  expect(columnsFor(1392, 208, 12)).toBe(6);
});
