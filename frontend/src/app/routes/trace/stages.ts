/** The six stages: their order, what they are called, and how one steps through them. */

import { STAGES, type StageName, type Trace } from "../../api/trace-types.ts";

export const TITLE: Record<StageName, string> = {
  input: "Input image",
  features: "Features",
  proposals: "Proposals",
  pooling: "RoI pooling",
  heads: "Class and box",
  post: "Final boxes",
};

/** The stage that a key leads to; null for keys that lead nowhere. */
export function stageFor(key: string, current: StageName): StageName | null {
  const at = STAGES.indexOf(current);
  if (key === "ArrowLeft") return STAGES[at - 1] ?? null;
  if (key === "ArrowRight") return STAGES[at + 1] ?? null;
  return /^[1-6]$/.test(key) ? (STAGES[Number(key) - 1] ?? null) : null;
}

export const shapeWords = (shape: readonly number[]): string => shape.join(" × ");

export const msWords = (ms: number): string => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;

/** The tensor that a stage hands on. */
export function shapeOf({ stages }: Trace, stage: StageName): string {
  if (stage === "features") return `${stages.features.levels.length} levels`;
  if (stage === "post") return `${stages.post.final.length} × 4`;
  return shapeWords(stages[stage].shape);
}

export const totalMs = ({ stages }: Trace): number =>
  STAGES.reduce((sum, stage) => sum + stages[stage].ms, 0);
