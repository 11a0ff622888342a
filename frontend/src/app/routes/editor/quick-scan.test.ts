import { expect, test } from "vitest";
import { BoxDocument } from "../../../core/document.ts";
import { fromPrediction } from "../../../core/sync/wire.ts";
import { prediction } from "../../../core/testing/make.ts";
import { isQuickToScan } from "./quick-scan.ts";

const box = (x: number, probability: number) => ({
  category: 1,
  x1: x,
  y1: 0,
  x2: x + 10,
  y2: 10,
  score: probability,
  probability,
  spread: null,
});

const seen = prediction([], { boxes: [box(0, 0.99), box(20, 0.96), box(40, 0.6)] });

/** The document after the suggestions at these positions were accepted, and others put away. */
function sheet(accepted: number[], away: number[] = []) {
  const boxes = fromPrediction(seen).flatMap((suggested, position) => {
    if (away.includes(position)) return [];
    return accepted.includes(position)
      ? [{ ...suggested, status: "confirmed" as const }]
      : [suggested];
  });
  return { prediction: seen, document: new BoxDocument(boxes) };
}

test("an image is quick to scan once all that the model is sure of is accepted", () => {
  expect(isQuickToScan(sheet([0, 1]))).toBe(true);
  expect(isQuickToScan(sheet([0]))).toBe(false);
  expect(isQuickToScan(sheet([]))).toBe(false);
});

test("what was rejected stands in nobody's way, but is no reason by itself", () => {
  expect(isQuickToScan(sheet([0], [1]))).toBe(true);
  expect(isQuickToScan(sheet([], [0, 1]))).toBe(false);
});

test("without a model nothing is quick", () => {
  expect(isQuickToScan({ prediction: null, document: new BoxDocument() })).toBe(false);
});
