/**
 * How a category looks: its colour, a readable ink on it, and from the eighth on a line style, so
 * that colour is never the only difference.
 */

import type { Category } from "../categories.ts";

export interface Style {
  readonly name: string;
  readonly color: string;
  /** Black or white, whichever reads better on the colour. */
  readonly ink: string;
  /** Lengths of dashes and gaps in screen pixels; empty for a solid line. */
  readonly dash: readonly number[];
}

/** Suggestions are dashed short and even, which no category's own line is. */
export const SUGGESTED_DASH = [6, 4] as const;

const LINES: readonly (readonly number[])[] = [[], [18, 4], [2, 4]];
const COLOURS_PER_LINE = 7;

export const UNKNOWN: Style = { name: "?", color: "#a7adb4", ink: "#000000", dash: [] };

export function stylesOf(categories: readonly Category[]): ReadonlyMap<number, Style> {
  return new Map(
    categories.map(({ id, name, color }, position) => [
      id,
      {
        name,
        color,
        ink: inkOn(color),
        dash: LINES[Math.floor(position / COLOURS_PER_LINE) % LINES.length] ?? [],
      },
    ]),
  );
}

/** Black or white, by the contrast of WCAG; at least one of them reaches 4.5 on any colour. */
export const inkOn = (color: string): string =>
  luminanceOf(color) > 0.179 ? "#000000" : "#ffffff";

/** Relative luminance of `#rrggbb`, 0 to 1. */
export function luminanceOf(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    linear(Number.parseInt(color.slice(at, at + 2), 16) / 255),
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const linear = (channel: number): number =>
  channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
