/** Boxes and images for tests: each test names only what it is about. */

import fc from "fast-check";
import type { Box } from "../document.ts";
import type { Rect, Size } from "../geometry.ts";
import type { OpenImage } from "../open-image.ts";
import { toWire, type WireAnnotation, type WireBox, type WirePrediction } from "../sync/wire.ts";

export const IMAGE: Size = { width: 640, height: 480 };

export const box = (key: string, given: Partial<Box> = {}): Box => ({
  key,
  category: 1,
  x1: 10,
  y1: 20,
  x2: 110,
  y2: 90,
  occluded: false,
  truncated: false,
  crowd: false,
  origin: "drawn",
  score: null,
  probability: null,
  spread: null,
  modelVersion: null,
  status: "confirmed",
  ...given,
});

export const suggestion = (key: string, given: Partial<Box> = {}): Box =>
  box(key, { status: "predicted", origin: "accepted", score: 0.9, modelVersion: 7, ...given });

export const wireBox = (key: string, given: Partial<Box> = {}): WireBox => toWire(box(key, given));

export const annotation = (given: Partial<WireAnnotation> = {}): WireAnnotation => ({
  revision: 3,
  state: "todo",
  boxes: [],
  note: null,
  ...given,
});

export const prediction = (
  scores: readonly number[],
  given: Partial<WirePrediction> = {},
): WirePrediction => ({
  id: 5,
  model_version: { id: 7, number: 2, name: "" },
  boxes: scores.map((score, place) => ({
    category: 1,
    x1: place * 50,
    y1: 10,
    x2: place * 50 + 40,
    y2: 60,
    score,
    probability: null,
    spread: null,
  })),
  threshold: 0.5,
  thresholds: {},
  predicted_seconds: null,
  manual_seconds: null,
  show_none: false,
  is_blind: false,
  ...given,
});

export const openImage = (id: number, given: Partial<OpenImage> = {}): OpenImage => ({
  image: {
    id,
    ...IMAGE,
    fileName: `${id}.jpg`,
    state: "todo",
    file: `/file/${id}`,
    preview: `/preview/${id}`,
    thumbnail: `/thumbnail/${id}`,
    tiles: null,
  },
  annotation: annotation(),
  prediction: null,
  reason: { code: "uncertain", text: "The model is unsure." },
  leasedUntil: 1_000_000_000,
  ...given,
});

/** Rectangles inside an image, with sides of at least one pixel. */
export const rectInside = ({ width, height }: Size): fc.Arbitrary<Rect> =>
  fc
    .tuple(
      fc.double({ min: 0, max: width - 1, noNaN: true }),
      fc.double({ min: 0, max: height - 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    )
    .map(([x1, y1, right, down]) => ({
      x1,
      y1,
      x2: Math.min(x1 + 1 + right * (width - 1 - x1), width),
      y2: Math.min(y1 + 1 + down * (height - 1 - y1), height),
    }));
