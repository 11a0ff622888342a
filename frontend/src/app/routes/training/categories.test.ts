import { expect, test } from "vitest";
import type { TrainingEpoch } from "../../api/types.ts";
import { coursesOf, firstChoice, linesOf, MOST_LINES } from "./categories.ts";

const epoch = (number: number, aps: Record<number, number> | null) => {
  const per_category = Object.fromEntries(
    Object.entries(aps ?? {}).map(([id, ap]) => [id, { ap, ap50: ap }]),
  );
  return { epoch: number, metrics: aps && { per_category } } as TrainingEpoch;
};
const category = (id: number) => ({ id, name: `c${id}`, color: "#e69f00" });

test("measured categories have a course, the worst first", () => {
  const epochs = [epoch(1, { 1: 0.1, 2: 0 }), epoch(2, null), epoch(3, { 1: 0.5, 2: 0.2 })];
  const courses = coursesOf(epochs, [category(1), category(2), category(3)]);
  expect(courses.map(({ id, last }) => [id, last])).toEqual([
    [2, 0.2],
    [1, 0.5],
  ]);
  expect(linesOf(courses, new Set([1]))).toEqual({
    x: [1, 3],
    lines: [{ name: "c1", color: "#e69f00", values: [0.1, 0.5] }],
  });
  expect(coursesOf([epoch(1, null)], [category(1)])).toEqual([]);
});

test("of eighty categories those that moved most are drawn first", () => {
  const ids = Array.from({ length: 80 }, (_, place) => place + 1);
  const aps = (most: number) => Object.fromEntries(ids.map((id) => [id, (id / 80) * most]));
  const courses = coursesOf([epoch(1, aps(0)), epoch(2, aps(1))], ids.map(category));
  expect(firstChoice(courses)).toEqual([80, 79, 78, 77, 76]);
  expect(firstChoice(courses.slice(0, MOST_LINES))).toHaveLength(MOST_LINES);
});
