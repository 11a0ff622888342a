/** What is measured of a model, in words: how it is called, written, and when it is good. */

import type { Difference, Figure, Measures } from "../../../api/types.ts";
import { oneDecimal, precision } from "../../../format.ts";

export type MeasureName = Exclude<keyof Measures, "manual_seconds">;

type Measure = {
  name: MeasureName;
  title: string;
  meaning: string;
  /** Less is better. */
  isCost?: boolean;
  unit: "points" | "seconds" | "errors";
};

export const MEASURES: readonly Measure[] = [
  {
    name: "seconds",
    title: "Seconds per image",
    meaning: "Of a simulated person who corrects what is shown; promotions go by it.",
    isCost: true,
    unit: "seconds",
  },
  {
    name: "ap50",
    title: "AP50",
    meaning: "Average precision where a box counts from an intersection over union of 0.5.",
    unit: "points",
  },
  {
    name: "ap",
    title: "AP",
    meaning: "Mean over intersections over union from 0.50 to 0.95, as COCO has it.",
    unit: "points",
  },
  {
    name: "ap75",
    title: "AP75",
    meaning: "Average precision where a box counts from an intersection over union of 0.75.",
    unit: "points",
  },
  {
    name: "precision",
    title: "Right of what is shown",
    meaning: "Precision at the thresholds in use, at an intersection over union of 0.5.",
    unit: "points",
  },
  {
    name: "recall",
    title: "Shown of what is there",
    meaning: "Recall at the thresholds in use, at an intersection over union of 0.5.",
    unit: "points",
  },
  {
    name: "errors_per_image",
    title: "Errors per image",
    meaning: "Missed and false boxes.",
    isCost: true,
    unit: "errors",
  },
];

/** Shares in points of 100, as everywhere. */
export const written = (value: number, unit: Measure["unit"]): string =>
  unit === "points" ? precision(value) : oneDecimal(value);

/** "55.0–67.1": what holds the figure 95 times of 100. */
export const interval = ({ low, high }: Figure, unit: Measure["unit"] = "points"): string =>
  `${signless(low, unit)}–${signless(high, unit)}`;

const signless = (value: number, unit: Measure["unit"]) =>
  value < 0 ? `−${written(-value, unit)}` : written(value, unit);

/** "+2.1", "−0.4", "±0.0". */
export function signed(value: number, unit: Measure["unit"]): string {
  const text = written(Math.abs(value), unit);
  if (Number(text.replaceAll(",", "")) === 0) return `±${text}`;
  return `${value > 0 ? "+" : "−"}${text}`;
}

/** "+0.3 to +4.0" */
export const signedInterval = ({ low, high }: Figure, unit: Measure["unit"]): string =>
  `${signed(low, unit)} to ${signed(high, unit)}`;

export type Trend = "better" | "worse" | "unclear";

/** A difference whose interval holds 0 is none that anybody could be sure of. */
export function trendOf({ difference }: Pick<Difference, "difference">, isCost = false): Trend {
  if (!difference || (difference.low <= 0 && difference.high >= 0)) return "unclear";
  return difference.value > 0 !== isCost ? "better" : "worse";
}

export const TREND_WORDS: Record<Trend, string> = {
  better: "Better",
  worse: "Worse",
  unclear: "No clear difference",
};

export const FEW_IMAGES = 5;

/** What an interval is, and how much stands behind it. */
export const intervalWords = (images: number, draws: number): string =>
  images < FEW_IMAGES
    ? `With ${images} ${images === 1 ? "image" : "images"} no interval says much.`
    : `In grey what holds the figure 95 times of 100, by drawing the ${images} images anew ${draws} times.`;
