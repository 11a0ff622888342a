/** What the address of the page says: the model, the stage, and a question. */

import type { Question } from "../../api/trace.ts";
import { type Corners, STAGES, type StageName } from "../../api/trace-types.ts";

export type TraceSearch = {
  model?: number;
  stage?: StageName;
  /** With a category: why is nothing found in this box? Four numbers with commas. */
  box?: string;
  category?: number;
  /** The rank of a final box: how did it come about? */
  detection?: number;
};

const isStage = (name: unknown): name is StageName => STAGES.some((stage) => stage === name);

export function traceSearch(search: Record<string, unknown>): TraceSearch {
  const [model, category] = [Number(search.model), Number(search.category)];
  const detection = Number(search.detection ?? "none");
  const box = cornersOf(search.box);
  return {
    ...(model > 0 ? { model } : {}),
    ...(isStage(search.stage) ? { stage: search.stage } : {}),
    ...(box !== null && category > 0 ? { box: wordsOf(box), category } : {}),
    ...(Number.isInteger(detection) && detection >= 0 ? { detection } : {}),
  };
}

function cornersOf(text: unknown): Corners | null {
  if (typeof text !== "string") return null;
  const [x1 = Number.NaN, y1 = Number.NaN, x2 = Number.NaN, y2 = Number.NaN] = text
    .split(",")
    .map(Number);
  return x2 > x1 && y2 > y1 ? [x1, y1, x2, y2] : null;
}

const wordsOf = (box: Corners): string => box.map((side) => Math.round(side * 10) / 10).join(",");

/** A question about a box goes before one about a detection. */
export function questionIn({ box, category, detection }: TraceSearch): Question | null {
  const corners = cornersOf(box);
  if (corners !== null && category !== undefined) return { box: corners, category };
  return detection === undefined ? null : { detection };
}

/** The address's part of a question. */
export function searchFor(question: Question | null): Omit<TraceSearch, "model" | "stage"> {
  if (question === null) return {};
  if ("detection" in question) return { detection: question.detection };
  return { box: wordsOf(question.box), category: question.category };
}
