import fc from "fast-check";
import { expect, test } from "vitest";
import {
  changed,
  type Filters,
  filtersOf,
  isNarrowed,
  NO_FILTERS,
  ORDERINGS,
  orderingOf,
  PARAMS,
  queryOf,
  SPLITS,
  STATES,
  toggleState,
  without,
} from "./filters.ts";

const ids = fc.uniqueArray(fc.integer({ min: 1, max: 1e9 }), { minLength: 1, maxLength: 5 });
const list = ids.map((all) => all.join(","));
const amount = fc.double({ min: 0, max: 1e9, noNaN: true }).map((value) => String(value + 0));
const share = fc.double({ min: 0, max: 1, noNaN: true }).map((value) => String(value + 0));
const side = fc.double({ min: 0, max: 1e6, noNaN: true }).map((value) => String(value + 0));
const day = fc
  .date({ min: new Date("2000-01-02"), max: new Date("2100-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

const values = {
  state: fc.subarray([...STATES], { minLength: 1 }).map((all) => all.join(",")),
  split: fc.constantFrom(...SPLITS),
  comments: fc.constant("open"),
  search: fc.string({ minLength: 1, maxLength: 40 }),
  ordering: fc.constantFrom(...ORDERINGS.filter((ordering) => ordering !== "id")),
};

function anyValue(name: string): fc.Arbitrary<string> {
  if (name in values) return values[name as keyof typeof values];
  if (/^(category|every_category|without_category|finished_by)$/.test(name)) return list;
  if (name.endsWith("_by")) return fc.integer({ min: 1, max: 1e9 }).map(String);
  if (/_score_|box_[xy]_/.test(name)) return share;
  if (name.startsWith("box_")) return side;
  return /_(from|to)$/.test(name) ? day : amount;
}

const anyFilters: fc.Arbitrary<Filters> = fc.record(
  Object.fromEntries(PARAMS.map((name) => [name, anyValue(name)])),
  { requiredKeys: [] },
);

test("filters survive the way through the address bar", () => {
  fc.assert(
    fc.property(anyFilters, (filters) => {
      const address = new URLSearchParams(filters as Record<string, string>).toString();
      expect(filtersOf(Object.fromEntries(new URLSearchParams(address)))).toEqual(filters);
    }),
  );
});

test("whatever stands in an address, what is read from it is read from itself again", () => {
  const anything = fc.oneof(fc.string(), fc.integer(), fc.double(), fc.constant(null));
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...PARAMS, "colour"), anything), (search) => {
      const filters = filtersOf(search);
      expect(filtersOf(filters)).toEqual(filters);
      expect(() => queryOf(filters)).not.toThrow();
    }),
  );
});

test("an address with nonsense shows everything", () => {
  const nonsense = {
    state: "lost",
    split: "x",
    category: "-4",
    boxes_min: "many",
    top_score_max: "1.5",
    finished_from: "2026-02-31",
    ordering: "size",
    colour: "red",
  };
  expect(filtersOf(nonsense)).toEqual(NO_FILTERS);
});

test("the order alone does not count as a filter, and the usual one leaves the address clean", () => {
  expect(isNarrowed(filtersOf({ ordering: "-id" }))).toBe(false);
  expect(isNarrowed(filtersOf({ search: "cell" }))).toBe(true);
  expect(filtersOf({ ordering: "id" })).toEqual(NO_FILTERS);
  expect(orderingOf(NO_FILTERS)).toBe("id");
});

test("a state is switched on and off again", () => {
  const both = toggleState({ state: "done" }, "todo");
  expect(both).toEqual({ state: "todo,done" });
  expect(toggleState(both, "todo")).toEqual({ state: "done" });
  expect(toggleState({ state: "done" }, "done")).toEqual(NO_FILTERS);
});

test("an empty value takes a filter away and leaves the others", () => {
  const filters = { boxes_min: "3", search: "a" };
  expect(changed(filters, { search: "" })).toEqual({ boxes_min: "3" });
  expect(without(filters, ["boxes_min", "boxes_max"])).toEqual({ search: "a" });
});

test("the server gets numbers, and days as the moments that bound them", () => {
  const query = queryOf({
    boxes_min: "3",
    boxes_by: "7",
    finished_by: "1,2",
    uploaded_from: "2026-03-01",
    uploaded_to: "2026-03-01",
  });
  expect(query).toMatchObject({ boxes_min: 3, boxes_by: 7, finished_by: "1,2", ordering: "id" });
  const { uploaded_from: from = "", uploaded_to: to = "" } = query;
  expect(Date.parse(to) - Date.parse(from)).toBe(24 * 3600 * 1000 - 1);
  expect(new Date(from).getHours()).toBe(0);
});
