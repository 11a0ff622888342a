/** What a model is worth to people, and why it is in use or not, in words. */

import type { Assessment, Model } from "../../api/types.ts";
import { counted, percent, workTime } from "../../format.ts";
import { modelName } from "./naming.ts";

export const MODE_NAME: Record<string, string> = {
  quick: "Quick",
  thorough: "Thorough",
  instant: "Instant",
};

const MODE_MEANING: Record<string, string> = {
  quick: "Trained in minutes on features that were kept",
  thorough: "Trained in full",
  instant: "Adapted to the latest corrections within seconds, between two trainings",
};

export const modeMeaning = (mode: string) => MODE_MEANING[mode] ?? "";

export const isInstant = ({ mode }: Pick<Model, "mode">) => mode === "instant";

/** What a training began with. */
export function startWords(start: string): string {
  switch (start) {
    case "model":
      return "The model before";
    case "coco":
      return "COCO weights";
    case "none":
      return "Nothing";
    default:
      return start;
  }
}

/** "an image instead of 102 s by hand, on 20 hold-out images" */
export const againstHand = ({ manual_seconds_per_image, images }: Assessment): string =>
  `an image instead of ${workTime(manual_seconds_per_image)} by hand, on ${counted(images, "hold-out image")}`;

/** The part of a person's time that is saved, below 0 where the model costs time. */
const savedShare = (found: Assessment): number =>
  found.manual_seconds_per_image > 0
    ? 1 - found.seconds_per_image / found.manual_seconds_per_image
    : 0;

/** "−70 %", "+12 %" for one that costs time; empty where nobody knows. */
export function savingWords(found: Assessment | null | undefined): string {
  if (!found) return "";
  const saved = savedShare(found);
  if (Math.round(Math.abs(saved) * 100) === 0) return "±0 %";
  return `${saved > 0 ? "−" : "+"}${percent(Math.abs(saved))}`;
}

/** "0.40", or "never" where no suggestion of the category is worth showing. */
export const thresholdWords = (threshold: number | undefined): string =>
  threshold === undefined ? "–" : threshold > 1 ? "never" : threshold.toFixed(2);

type Judged = Pick<Model, "is_active" | "name" | "number" | "verdict">;

/** What came of the comparison, in a few words; empty where there was none. */
export function verdictTitle(model: Judged): string {
  const { is_active, verdict } = model;
  const name = modelName(model);
  if (!verdict) return "";
  if (verdict.promote) return is_active ? `Why ${name} took over` : `Why ${name} once took over`;
  return is_active ? `What spoke against ${name}` : `Why ${name} did not take over`;
}

/** The sentences of the comparison. */
export const verdictReasons = ({ verdict }: Pick<Model, "verdict">): readonly string[] =>
  verdict?.reasons ?? [];

/** What the note says beyond the comparison. */
export const ownNote = ({ promotion_note, verdict }: Pick<Model, "promotion_note" | "verdict">) =>
  (verdict?.reasons ?? [])
    .reduce((text, reason) => text.replace(reason, ""), promotion_note)
    .trim();

/** The newest model that a training made, adaptations aside. */
export const newestTrained = (models: readonly Model[]): Model | undefined =>
  models.find((model) => model.origin === "trained" && !isInstant(model));

/** Adaptations come by the dozen: only those in use or looked at are listed, unless all are wanted. */
export const listed = (models: readonly Model[], showsInstant: boolean, shown: number): Model[] =>
  models.filter(
    (model) => showsInstant || !isInstant(model) || model.is_active || model.id === shown,
  );
