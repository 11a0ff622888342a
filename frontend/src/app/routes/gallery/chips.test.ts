import { expect, test } from "vitest";
import { isSet, KINDS, type Names, wordsOf } from "./chips.ts";
import { type Filters, PARAMS } from "./filters.ts";

const names: Names = {
  category: (id) => `cell ${id}`,
  person: (id) => `person ${id}`,
  model: (id) => id,
};

const said = (filters: Filters) =>
  KINDS.filter((kind) => isSet(kind, filters)).map((kind) => wordsOf(kind, filters, names));

test("a span says its ends as people write them", () => {
  expect(said({ boxes_min: "3", boxes_max: "1200" })).toEqual(["Boxes 3 – 1,200"]);
  expect(said({ seconds_max: "20" })).toEqual(["Expected time ≤ 20 s"]);
  expect(said({ megapixels_min: "1.5" })).toEqual(["Size ≥ 1.5 Mpx"]);
  expect(said({ boxes_min: "0", boxes_max: "0" })).toEqual(["Boxes 0"]);
  expect(said({ top_score_min: "0.55" })).toEqual(["Surest suggestion ≥ 55 %"]);
});

test("categories are named, wanted ones and unwanted ones", () => {
  expect(said({ category: "1,2", without_category: "3,4" })).toEqual([
    "cell 1 or cell 2, no cell 3, no cell 4",
  ]);
  expect(said({ every_category: "1,2" })).toEqual(["cell 1 and cell 2"]);
});

test("a box is described by its size, its shape and its place", () => {
  expect(said({ box_size_min: "32", box_size_max: "64" })).toEqual(["Box size 32 – 64 px"]);
  expect(said({ box_aspect_max: "0.25" })).toEqual(["Box shape ≤ 0.25"]);
  expect(said({ box_x_min: "0.1", box_x_max: "0.2" })).toEqual(["Box from the left 10 % – 20 %"]);
});

test("people and models have names", () => {
  expect(said({ finished_by: "7" })).toEqual(["Finished by person 7"]);
  expect(said({ suggested_by: "2" })).toEqual(["Seen by model 2"]);
});

test("every parameter of the address has a place where it is shown", () => {
  const shownElsewhere = new Set(["state", "search", "ordering"]);
  const inChips = new Set(KINDS.flatMap(({ params }) => params));
  expect(PARAMS.filter((name) => !inChips.has(name) && !shownElsewhere.has(name))).toEqual([]);
});
