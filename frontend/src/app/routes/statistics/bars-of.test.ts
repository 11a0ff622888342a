import { describe, expect, test } from "vitest";
import type { Category } from "../../api/types.ts";
import { filtersOf } from "../gallery/filters.ts";
import { binBars, categoryBars, cellFilters, pairBars, progressBars } from "./bars-of.ts";
import { periodsOf } from "./periods.ts";

const category = (id: number, name: string, archived = false) =>
  ({ id, name, archived, color: "#000000" }) as Category;
const filters = (bars: ReturnType<typeof binBars>, at: number, series: number) => {
  const [bar] = [bars.bars[at]];
  const target = bar ? bars.targetOf?.(bar, series) : null;
  return target && "filters" in target ? target.filters : null;
};

const BINS = [
  { low: null, high: 8, train: 30, holdout: 1 },
  { low: 8, high: null, train: 70, holdout: 3 },
];

describe("a bar of sizes", () => {
  const bars = binBars(BINS, "box_size", "share", { category: "3" });

  test("says its limits and its share of each side", () => {
    expect(bars.bars.map(({ name }) => name)).toEqual(["< 8", "≥ 8"]);
    expect(bars.bars.map(({ values }) => values)).toEqual([
      [0.3, 0.25],
      [0.7, 0.75],
    ]);
  });

  test("opens the images with such a box, in a form that the gallery keeps as it is", () => {
    const opened = filters(bars, 1, 1);
    expect(opened).toEqual({ state: "done", split: "holdout", category: "3", box_size_min: "8" });
    expect(filtersOf({ ...opened })).toEqual(opened);
  });
});

test("categories without boxes have a bar, archived ones without have none", () => {
  const rows = [{ category: 2, boxes: { train: 5, holdout: 0 }, images: { train: 1, holdout: 0 } }];
  const all = [category(1, "cell"), category(2, "old", true), category(3, "gone", true)];
  const { bars } = categoryBars(rows, all, "count");
  expect(bars.map(({ name, values }) => [name, ...values])).toEqual([
    ["cell", 0, 0],
    ["old", 5, 0],
  ]);
});

test("a pair opens the images that show both", () => {
  const bars = pairBars(
    [{ first: 1, second: 2, images: 4 }],
    [category(1, "cell"), category(2, "leaf")],
  );
  expect(bars.bars[0]?.name).toBe("cell and leaf");
  expect(filters(bars, 0, 0)).toEqual({ state: "done", every_category: "1,2" });
});

test("the cells at the edges of the map have no limit there", () => {
  expect(cellFilters(0, 10, {})).toEqual({
    state: "done",
    box_x_min: "0",
    box_x_max: "0.1",
    box_y_min: "0",
    box_y_max: "0.1",
  });
  expect(cellFilters(99, 10, {})).toEqual({ state: "done", box_x_min: "0.9", box_y_min: "0.9" });
});

describe("progress", () => {
  const on = (day: string, train = 1) => ({ day, train, holdout: 0 });

  test("has a bar for each day, also those on which nothing was done", () => {
    const { bars } = progressBars([on("2026-02-27"), on("2026-03-01", 4)]);
    expect(bars.map(({ values }) => values[0])).toEqual([1, 0, 4]);
  });

  test("is by week or by month when it took longer, and loses no image", () => {
    const long = [on("2026-01-31"), on("2026-03-05"), on("2026-04-01")];
    const longer = [on("2024-12-31"), on("2026-03-05")];
    for (const [days, all] of [
      [long, 3],
      [longer, 2],
    ] as const) {
      const periods = periodsOf(days);
      expect(periods.reduce((sum, { train }) => sum + train, 0)).toBe(all);
      expect(periods.length).toBeLessThanOrEqual(45);
    }
    expect(periodsOf(longer)[1]).toMatchObject({ from: "2025-01-01", to: "2025-01-31" });
  });

  test("of nothing is nothing", () => expect(progressBars([]).bars).toEqual([]));
});
