/**
 * Boxes as the server writes them, and the bridge to ours. The only file of the core that knows
 * both spellings.
 */

import type { Box, Origin, Spread } from "../document.ts";
import { predictionKey } from "../keys.ts";

export interface WireBox {
  readonly key: string;
  readonly category: number;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly occluded: boolean;
  readonly truncated: boolean;
  readonly crowd: boolean;
  readonly origin: Origin;
  readonly score: number | null;
  readonly model_version: number | null;
}

export interface WirePredictedBox {
  readonly category: number;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly score: number;
  readonly probability: number | null;
  readonly spread: readonly number[] | null;
  /** A person called it wrong in the crop gallery. */
  readonly rejected?: boolean;
}

export interface WirePrediction {
  readonly id: number;
  readonly model_version: { readonly id: number; readonly number: number; readonly name: string };
  readonly boxes: readonly WirePredictedBox[];
  readonly threshold: number;
  readonly thresholds: Readonly<Record<string, number>>;
  /** By category id, in words. */
  readonly threshold_reasons?: Readonly<Record<string, string>>;
  /** What a person is expected to need, with these suggestions and without. */
  readonly predicted_seconds: number | null;
  readonly manual_seconds: number | null;
  /** Drawing by hand is expected to be quicker than correcting. */
  readonly show_none: boolean;
  /** The boxes are withheld until the image is done, to measure how much they sway people. */
  readonly is_blind: boolean;
}

export type ImageState = "todo" | "done" | "skipped" | "returned" | "unsure";

export interface WireAnnotation {
  readonly revision: number;
  readonly state: ImageState;
  readonly boxes: readonly WireBox[];
  /** What was said when the image was skipped, returned or sent to review. */
  readonly note: WireNote | null;
}

export interface WireNote {
  readonly author: string | null;
  /** Empty where nothing was said. */
  readonly text: string;
  readonly at: string;
}

export const fromWire = ({ model_version, ...box }: WireBox): Box => ({
  ...box,
  probability: null,
  spread: null,
  modelVersion: model_version,
  status: "confirmed",
});

/** Field by field: what the server does not know, it refuses. */
export const toWire = (box: Box): WireBox => ({
  key: box.key,
  category: box.category,
  x1: box.x1,
  y1: box.y1,
  x2: box.x2,
  y2: box.y2,
  occluded: box.occluded,
  truncated: box.truncated,
  crowd: box.crowd,
  origin: box.origin,
  score: box.score,
  model_version: box.modelVersion,
});

/** A prediction's boxes, but for rejected ones, each with the key that it keeps when it is accepted. */
export function fromPrediction(prediction: WirePrediction): Box[] {
  const keyed = prediction.boxes.map((box, position) => suggestion(prediction, box, position));
  return keyed.filter((_, position) => prediction.boxes[position]?.rejected !== true);
}

function suggestion(prediction: WirePrediction, wire: WirePredictedBox, position: number): Box {
  const { spread, rejected: _, ...box } = wire;
  return {
    ...box,
    key: predictionKey(prediction.id, position),
    spread: spreadOf(spread),
    occluded: false,
    truncated: false,
    crowd: false,
    origin: "accepted",
    modelVersion: prediction.model_version.id,
    status: "predicted",
  };
}

function spreadOf(spread: readonly number[] | null): Spread | null {
  const [x1, y1, x2, y2] = spread ?? [];
  if (x1 === undefined || y1 === undefined || x2 === undefined || y2 === undefined) return null;
  return [x1, y1, x2, y2];
}

/** Two spellings of the same box; coordinates that only lost their last bits on the way are equal. */
export function sameWireBox(a: WireBox, b: WireBox): boolean {
  const isClose = (x: number, y: number) => Math.abs(x - y) < 1e-6;
  return (
    a.category === b.category &&
    isClose(a.x1, b.x1) &&
    isClose(a.y1, b.y1) &&
    isClose(a.x2, b.x2) &&
    isClose(a.y2, b.y2) &&
    a.occluded === b.occluded &&
    a.truncated === b.truncated &&
    a.crowd === b.crowd &&
    a.origin === b.origin
  );
}
