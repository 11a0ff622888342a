/** From what the server counted to bars, and from each bar to the images that it stands for. */

import type { Category, Distributions } from "../../api/types.ts";
import type { Bar, BarsProps, Series } from "../../components/charts/bars.ts";
import { count, percent, share } from "../../format.ts";
import { type Filters, SPLITS } from "../gallery/filters.ts";
import { type Period, periodsOf } from "./periods.ts";

/** Counts, or shares of each side: the hold-out is small, so only shares can be compared. */
export type Way = "count" | "share";
type BySplit = { train: number; holdout: number };
type Bin = Distributions["sizes"][number];

export type Bars = Pick<BarsProps, "bars" | "series" | "format" | "targetOf">;

export const SERIES: readonly Series[] = [
  { name: "Training", color: "--accent" },
  { name: "Hold-out", color: "--data-orange", isStriped: true },
];
const IMAGES: readonly Series[] = [{ name: "Images", color: "--accent" }];

const FINISHED: Filters = { state: "done" };

const valuesOf = (row: BySplit, totals: BySplit, way: Way) =>
  SPLITS.map((split) => (way === "count" ? row[split] : share(row[split], totals[split])));

const formatOf = (way: Way) => (way === "count" ? count : percent);

/** filters: of the images of each bar, by its key */
function bySplit(bars: readonly Bar[], way: Way, filters: ReadonlyMap<Bar["key"], Filters>): Bars {
  return {
    bars,
    series: SERIES,
    format: formatOf(way),
    targetOf: ({ key }, at) => {
      const split = SPLITS[at];
      return { filters: { ...FINISHED, ...filters.get(key), ...(split ? { split } : {}) } };
    },
  };
}

function totalsOf(rows: readonly BySplit[]): BySplit {
  const sum = (split: keyof BySplit) => rows.reduce((all, row) => all + row[split], 0);
  return { train: sum("train"), holdout: sum("holdout") };
}

export function progressBars(days: Distributions["progress"]): Bars {
  const periods = periodsOf(days);
  const filters = new Map(
    periods.map(({ from, to }): [string, Filters] => [
      from,
      { finished_from: from, finished_to: to },
    ]),
  );
  return bySplit(periods.map(barOfPeriod), "count", filters);
}

const barOfPeriod = ({ from, to, name, train, holdout }: Period): Bar => ({
  key: from,
  name,
  fullName: from === to ? from : `${from} to ${to}`,
  values: [train, holdout],
});

export function categoryBars(
  rows: Distributions["categories"],
  categories: readonly Category[],
  way: Way,
): Bars {
  const found = new Map(rows.map((row) => [row.category, row.boxes]));
  const totals = totalsOf(rows.map(({ boxes }) => boxes));
  const nothing = { train: 0, holdout: 0 };
  const bars = categories
    .filter(({ id, archived }) => !archived || found.has(id))
    .map(({ id, name }) => ({
      key: id,
      name,
      values: valuesOf(found.get(id) ?? nothing, totals, way),
    }));
  const filters = new Map(
    bars.map(({ key }): [number, Filters] => [key, { category: String(key) }]),
  );
  return bySplit(bars, way, filters);
}

/** name: of the gallery's filter; common: what all boxes of the chart have */
export function binBars(
  bins: readonly Bin[],
  name: "box_size" | "box_aspect" | "boxes",
  way: Way,
  common: Filters = {},
): Bars {
  const totals = totalsOf(bins);
  const say = name === "boxes" ? wholeNumbers : betweenLimits;
  const bars = bins.map((bin, key) => ({
    key,
    name: say(bin),
    values: valuesOf(bin, totals, way),
  }));
  const filters = new Map(
    bins.map(({ low, high }, key): [number, Filters] => [
      key,
      {
        ...common,
        ...(low === null ? {} : { [`${name}_min`]: String(low) }),
        ...(high === null ? {} : { [`${name}_max`]: String(high) }),
      },
    ]),
  );
  return bySplit(bars, way, filters);
}

const betweenLimits = ({ low, high }: Bin) =>
  low === null ? `< ${high}` : high === null ? `≥ ${low}` : `${low}–${high}`;

const wholeNumbers = ({ low, high }: Bin) => (low === high ? `${low}` : `${low}–${high}`);

const MOST_PAIRS = 40;

export function pairBars(
  pairs: Distributions["together"],
  categories: readonly Category[],
): Pick<BarsProps, "bars" | "series" | "format" | "targetOf"> {
  const names = new Map(categories.map(({ id, name }) => [id, name]));
  return {
    bars: pairs.slice(0, MOST_PAIRS).map(({ first, second, images }) => ({
      key: `${first},${second}`,
      name: `${names.get(first)} and ${names.get(second)}`,
      values: [images],
    })),
    series: IMAGES,
    format: count,
    targetOf: ({ key }) => ({ filters: { ...FINISHED, every_category: String(key) } }),
  };
}

/** The images with a box whose middle is in that cell of the map. */
export function cellFilters(place: number, grid: number, common: Filters): Filters {
  const limits = (at: number) => [at / grid, (at + 1) / grid].map((share) => String(share));
  const [left, right] = limits(place % grid);
  const [top, bottom] = limits(Math.floor(place / grid));
  // The last column and row have no limit: nothing lies beyond them.
  return {
    ...FINISHED,
    ...common,
    ...(left ? { box_x_min: left } : {}),
    ...(top ? { box_y_min: top } : {}),
    ...(right && right !== "1" ? { box_x_max: right } : {}),
    ...(bottom && bottom !== "1" ? { box_y_max: bottom } : {}),
  };
}
