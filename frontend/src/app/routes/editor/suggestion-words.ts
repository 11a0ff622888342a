/** What the editor says about suggestions: how many are shown, by which rule, and what the image should cost. */

import type { WirePrediction } from "../../../core/sync/wire.ts";
import { workTime } from "../../format.ts";

type Expected = Pick<WirePrediction, "predicted_seconds" | "manual_seconds" | "show_none">;
type HeldBack = Expected & Pick<WirePrediction, "is_blind">;

const BLIND = "Shown without suggestions, to measure how much they sway people.";

/** What a person is expected to need for this image, in seconds; null where nobody knows. */
const expectedSeconds = (prediction: Expected | null): number | null =>
  (prediction?.show_none ? prediction.manual_seconds : prediction?.predicted_seconds) ?? null;

/** "about 22 s"; empty where nobody knows. */
export function expectedWords(prediction: Expected | null): string {
  const seconds = expectedSeconds(prediction);
  return seconds === null ? "" : `about ${workTime(seconds)}`;
}

/** By which rule suggestions are shown. */
export const ruleWords = (isChosen: boolean, threshold: number): string =>
  isChosen ? `from ${threshold.toFixed(2)} on, of all classes` : "as the model suggests";

/** Why none is shown, as long as nobody asks for them. */
export function heldBackWords(prediction: HeldBack | null): string {
  if (prediction?.is_blind) return BLIND;
  if (!prediction?.show_none) return "Hidden on this image.";
  const { manual_seconds: manual, predicted_seconds: predicted } = prediction;
  const reason = "Drawing should be quicker here than correcting";
  if (manual === null || predicted === null) return `${reason}.`;
  return `${reason}: ${workTime(manual)} instead of ${workTime(predicted)}.`;
}

export function countWords(shown: number, hidden: number): string {
  if (shown + hidden === 0) return "none open";
  return hidden === 0 ? `${shown} shown` : `${shown} shown, ${hidden} hidden`;
}
