/** What is said about looks of the model at one image. */

import type { Sheet } from "../../../core/sheet.ts";
import type { WirePrediction } from "../../../core/sync/wire.ts";
import { ApiError } from "../../api/problem.ts";
import type { Job } from "../../api/types.ts";
import { counted } from "../../format.ts";

export interface Said {
  readonly text: string;
  readonly hint: string;
  readonly isBad: boolean;
}

export const BLIND_RUN: Said = {
  text: "On this image the model stays out of it: what you draw measures how good it is.",
  hint: "",
  isBad: false,
};

export function troubleWords(error: unknown): Said {
  if (error instanceof ApiError) return { text: error.message, hint: error.hint, isBad: true };
  return {
    text: "The server cannot be reached.",
    hint: "Your boxes are safe. Try again in a while.",
    isBad: true,
  };
}

/** What came of a look: by which model, and how much of it is open. */
export function broughtWords(prediction: WirePrediction | null, sheet: Sheet): Said {
  if (prediction === null) {
    return { text: "The model saw nothing here that it could suggest.", hint: "", isBad: false };
  }
  const open = [...sheet.document.boxes()].filter(({ status }) => status === "predicted").length;
  const model = `Model ${prediction.model_version.number}`;
  const text =
    open === 0
      ? `${model} has nothing to add.`
      : `${model}: ${counted(open, "suggestion")}, likely ones shown.`;
  return { text, hint: "", isBad: false };
}

/** "The model looks at 0012.jpg" */
export const runWords = (job: Job, fileName: string): string =>
  job.state === "queued"
    ? `The model will look at ${fileName} as soon as it is free`
    : `The model looks at ${fileName}`;
