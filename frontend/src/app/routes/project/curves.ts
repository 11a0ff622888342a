/** From the model versions to lines over their numbers. Quick adaptations are no points: they come by the dozen. */

import type { Model } from "../../api/types.ts";
import type { Line } from "../../components/charts/curves.ts";
import { isInstant } from "../models/worth.ts";

export type View = "seconds" | "precision";
export type Curve = { readonly x: readonly number[]; readonly lines: readonly Line[] };

export function curveOf(models: readonly Model[], view: View): Curve {
  const measured = models
    .filter((model) => !isInstant(model) && (view === "seconds" ? model.assessment : model.metrics))
    .toSorted((a, b) => a.number - b.number);
  return {
    x: measured.map(({ number }) => number),
    lines: view === "seconds" ? secondsOf(measured) : precisionOf(measured),
  };
}

const secondsOf = (models: readonly Model[]): Line[] => [
  {
    name: "With suggestions",
    color: "--accent",
    values: models.map(({ assessment }) => assessment?.seconds_per_image ?? null),
  },
  {
    name: "By hand",
    color: "--data-orange",
    dashed: true,
    values: models.map(({ assessment }) => assessment?.manual_seconds_per_image ?? null),
  },
];

const precisionOf = (models: readonly Model[]): Line[] => [
  { name: "AP50", color: "--accent", values: models.map(({ metrics }) => metrics?.ap50 ?? null) },
  {
    name: "AP",
    color: "--data-orange",
    dashed: true,
    values: models.map(({ metrics }) => metrics?.ap ?? null),
  },
];
