/** What a prediction suggests on an image where people have decided some things already. */

import { type Box, type BoxDocument, confidenceOf } from "../document.ts";
import { intersectionOverUnion } from "../geometry.ts";
import { fromPrediction, type WirePrediction } from "../sync/wire.ts";
import { thresholdOf } from "../visibility.ts";

/** A prediction that covers a box this well is the box that is already there. */
const SAME_OBJECT = 0.7;
/** And one that covers a rejected box this well is the same mistake again. */
const SAME_MISTAKE = 0.5;

/** The predicted boxes worth showing: those whose object neither has its box nor was rejected. */
export function freshSuggestions(prediction: WirePrediction, document: BoxDocument): Box[] {
  const decided = [...document.boxes()].filter(({ status }) => status !== "predicted");
  return fromPrediction(prediction).filter(
    (suggested) => !document.has(suggested.key) && !decided.some((box) => settles(box, suggested)),
  );
}

/** Whether what was decided of one box holds for a suggestion as well. */
export const settles = (decided: Box, suggested: Box): boolean =>
  decided.category === suggested.category &&
  intersectionOverUnion(decided, suggested) >=
    (decided.status === "rejected" ? SAME_MISTAKE : SAME_OBJECT);

/** Those that the model's own thresholds show. */
export const likely = (suggestions: readonly Box[], model: WirePrediction): Box[] =>
  suggestions.filter(
    (box) =>
      (confidenceOf(box) ?? 0) >=
      thresholdOf(box.category, { chosen: null, chosenFor: new Map(), model }),
  );
