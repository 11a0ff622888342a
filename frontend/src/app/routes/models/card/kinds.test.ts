import { expect, test } from "vitest";
import type { Model } from "../../../api/types.ts";
import { countsOf, kindOf, matrixIds, mixups } from "./kinds.ts";
import { lineOf } from "./Lineage.tsx";

test("errors are those of one category, or of all", () => {
  const rows = [
    { category: 1, counts: { right: 3, missed: 2 } },
    { category: 2, counts: { right: 1, class: 1 } },
  ];
  expect(countsOf(rows, null)).toMatchObject({ right: 4, class: 1, missed: 2, duplicate: 0 });
  expect(countsOf(rows, 2)).toMatchObject({ right: 1, class: 1, missed: 0 });
});

test("mix-ups are one category for another, the most frequent first", () => {
  const cells = [
    [1, 1, 9],
    [1, 2, 1],
    [2, 1, 4],
    [0, 1, 7],
    [2, 0, 8],
  ];
  expect(mixups(cells).map(({ truth, shown }) => [truth, shown])).toEqual([
    [2, 1],
    [1, 2],
  ]);
  expect(matrixIds(cells, [3, 2, 1])).toEqual([2, 1, 0]);
  expect(matrixIds([], [3, 2, 1])).toEqual([0]);
});

test("places that the server sends are kinds", () => {
  expect([0, 2, 5, undefined].map(kindOf)).toEqual(["right", "class", "both", "right"]);
});

test("a line of models begins with the first, and ends where one is gone", () => {
  const model = (id: number, parent: number | null) => ({ id, parent }) as Model;
  const models = [model(1, null), model(2, 1), model(3, 2), model(9, 8)];
  const [, , third, orphan] = models;
  expect(third && lineOf(third, models).map(({ id }) => id)).toEqual([1, 2, 3]);
  expect(orphan && lineOf(orphan, models).map(({ id }) => id)).toEqual([9]);
});
