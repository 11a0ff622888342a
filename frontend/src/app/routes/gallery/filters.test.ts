import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Filters,
  filtersOf,
  isNarrowed,
  NO_FILTERS,
  ORDERINGS,
  SPLITS,
  STATES,
  searchOf,
  toggled,
} from "./filters.ts";

const anyFilters: fc.Arbitrary<Filters> = fc.record({
  states: fc.subarray([...STATES]),
  split: fc.constantFrom(null, ...SPLITS),
  category: fc.oneof(fc.constant(null), fc.integer({ min: 1 })),
  search: fc.string(),
  ordering: fc.constantFrom(...ORDERINGS),
});

test("filters survive the way through the address bar", () => {
  fc.assert(
    fc.property(anyFilters, (filters) => {
      const address = new URLSearchParams(searchOf(filters)).toString();
      expect(filtersOf(Object.fromEntries(new URLSearchParams(address)))).toEqual(filters);
    }),
  );
});

test("no filters leave the address clean", () => {
  expect(searchOf(NO_FILTERS)).toEqual({});
});

test("an address with nonsense shows everything", () => {
  const nonsense = { state: "lost", split: "x", category: "-4", ordering: "size" };
  expect(filtersOf(nonsense)).toEqual(NO_FILTERS);
});

test("the order alone does not count as a filter", () => {
  expect(isNarrowed({ ...NO_FILTERS, ordering: "-id" })).toBe(false);
  expect(isNarrowed({ ...NO_FILTERS, search: "cell" })).toBe(true);
});

test("a state is switched on and off again", () => {
  expect(toggled(["done"], "todo")).toEqual(["todo", "done"]);
  expect(toggled(["todo", "done"], "todo")).toEqual(["done"]);
});
