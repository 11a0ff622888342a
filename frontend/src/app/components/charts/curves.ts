/** What a chart of curves draws, and the arithmetic of looking closer. Knows nothing of React or uPlot. */

export type Line = {
  name: string;
  /** A custom property of tokens.css, such as --accent, or a colour. */
  color: string;
  values: readonly (number | null)[];
  dashed?: boolean;
};

export type CurveChartProps = {
  title: string;
  xName: string;
  /** Rising; every line has a value, or null, for each. */
  x: readonly number[];
  lines: readonly Line[];
  height: number;
  format: (value: number) => string;
  /** All of the scale together; by default plain numbers. */
  formatTicks?: TickWords;
};

export type TickWords = (ticks: readonly number[]) => string[];

/** One line with places of its own, such as one of several runs. */
export type Curve = Omit<Line, "values"> & {
  points: readonly (readonly [x: number, y: number | null])[];
};

/** Curves of different lengths over the places of all of them. */
export function together(curves: readonly Curve[]): Pick<CurveChartProps, "x" | "lines"> {
  const places = new Set(curves.flatMap(({ points }) => points.map(([x]) => x)));
  const x = [...places].sort((a, b) => a - b);
  const lines = curves.map(({ points, ...line }) => {
    const known = new Map(points);
    return { ...line, values: x.map((at) => known.get(at) ?? null) };
  });
  return { x, lines };
}

/** Enough for any step of a scale, and too few for the rounding errors of its ticks. */
const MOST_DECIMALS = 6;

/** Ticks with as many decimals each as the longest of them needs. factor: 100 for shares in points of 100 */
export const evenly =
  ({ factor = 1, unit = "" } = {}): TickWords =>
  (ticks) => {
    const values = ticks.map((tick) => Number((tick * factor).toFixed(MOST_DECIMALS)));
    const decimals = Math.max(0, ...values.map(decimalsOf));
    return values.map((value) => `${value.toFixed(decimals)}${unit}`);
  };

const decimalsOf = (value: number) => {
  const decimals = Array.from({ length: MOST_DECIMALS }, (_, at) => at);
  return decimals.find((many) => Number(value.toFixed(many)) === value) ?? MOST_DECIMALS;
};

/** Average precision and other shares, in points of 100. */
export const pointTicks = evenly({ factor: 100 });

export type Range = [low: number, high: number];

/** factor below 1 looks closer, above 1 from further away. null: all of it. */
export function zoomed(shown: Range, all: Range, around: number, factor: number): Range | null {
  const low = Math.max(all[0], around - (around - shown[0]) * factor);
  const high = Math.min(all[1], around + (shown[1] - around) * factor);
  if (low <= all[0] && high >= all[1]) return null;
  return high > low ? [low, high] : shown;
}

/** "Epoch 3: Loss 0.52, AP50 61.0", for those who hear the chart. */
export function spoken({ xName, x, lines, format }: CurveChartProps, row: number): string {
  const values = lines.map(({ name, values }) => `${name} ${shown(values[row], format)}`);
  return `${xName} ${x[row]}: ${values.join(", ")}`;
}

/** The place of the newest value; the first where there is none. */
export function lastKnown(values: ArrayLike<number | null | undefined>): number {
  let place = values.length - 1;
  while (place > 0 && values[place] == null) place -= 1;
  return Math.max(place, 0);
}

export const shown = (value: number | null | undefined, format: (value: number) => string) =>
  value == null ? "–" : format(value);
