/** What bars stand for, and how long they are drawn. */

import type { Filters } from "../../routes/gallery/filters.ts";

export type Series = {
  name: string;
  /** A custom property of tokens.css, such as --accent. */
  color: string;
  /** Drawn striped as well, so that colour is never alone. */
  isStriped?: boolean;
};

export type Bar = {
  key: string | number;
  name: string;
  /** Longer, for the table and the bubble; the name by default. */
  fullName?: string;
  /** One for each series; null where nothing is known. */
  values: readonly (number | null)[];
};

/** What a bar does when it is pressed: open the gallery so filtered, or call a function. */
export type Target = { filters: Filters } | { onPick: () => void };

export type BarsProps = {
  title: string;
  /** What the bars are, such as "Boxes per image". */
  axis: string;
  series: readonly Series[];
  bars: readonly Bar[];
  format: (value: number) => string;
  targetOf?: (bar: Bar, series: number) => Target | null;
};

export const fullName = ({ name, fullName }: Bar) => fullName ?? name;

export const shown = (value: number | null | undefined, format: (value: number) => string) =>
  value == null ? "–" : format(value);

export const greatest = (bars: readonly Bar[]) =>
  Math.max(0, ...bars.flatMap(({ values }) => values.map((value) => value ?? 0)));

const STEPS = [1, 2, 2.5, 5, 10];

/** The scale from 0: few round numbers, the last not below the greatest value. */
export function ticksOf(most: number, isWhole = true): number[] {
  if (!(most > 0)) return [0, 1];
  const rough = most / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const fitting = STEPS.map((step) => step * power).find((step) => step >= rough - 1e-12 * rough);
  const step = Math.max(fitting ?? 10 * power, isWhole ? 1 : 0);
  const whole = isWhole ? Math.ceil(step) : step;
  const count = Math.max(1, Math.ceil(most / whole - 1e-9));
  return Array.from({ length: count + 1 }, (_, at) => Number((at * whole).toPrecision(12)));
}

/** Every how many bars one has its name below it, so that names do not run into each other. room: characters */
export function namedEvery(bars: readonly Bar[], room: number): number {
  const longest = Math.max(1, ...bars.map(({ name }) => name.length + 2));
  return Math.max(1, Math.ceil((bars.length * longest) / room));
}
