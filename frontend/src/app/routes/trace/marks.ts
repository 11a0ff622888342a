/** What is drawn over the picture in a few strong strokes: the chosen box, and what a question is about. */

import type { Missing, Question } from "../../api/trace.ts";
import type { Corners, Detection, Trace, WhyMissed } from "../../api/trace-types.ts";

/** Told apart by the line as well as by the colour. */
export type Tone = "chosen" | "asked" | "culprit" | "before" | "after";

export interface Mark {
  readonly key: string;
  readonly box: Corners;
  readonly tone: Tone;
  readonly label?: string;
}

export const categoryOf = ({ categories }: Trace, label: number) => categories[label - 1];

/** Those that can be asked about: known to the model and to the project. */
export const askable = ({ categories }: Trace) =>
  categories.flatMap(({ id, name }) => (id === null ? [] : [{ id, name }]));

const percent = (part: number): string => `${Math.round(part * 100)} %`;

export function nameOf(trace: Trace, { label, score }: Pick<Detection, "label" | "score">): string {
  return `${categoryOf(trace, label)?.name ?? `label ${label}`} ${percent(score)}`;
}

/** The box that was asked about, the proposal that came nearest, and who removed it. */
export function marksOfQuestion(
  trace: Trace,
  question: Question | null,
  answer: WhyMissed | null,
): Mark[] {
  if (question === null || "detection" in question) return [];
  return [
    { key: "asked", box: question.box, tone: "asked", label: askedName(trace, question) },
    ...nearest(trace, answer),
    ...culprit(trace, answer),
  ];
}

const askedName = ({ categories }: Trace, { category }: Missing): string =>
  `${categories.find(({ id }) => id === category)?.name ?? "object"}?`;

function nearest({ stages }: Trace, answer: WhyMissed | null): Mark[] {
  const best = answer?.proposals[0];
  const box = best && stages.proposals.boxes[best.proposal];
  if (best === undefined || box === undefined) return [];
  return [{ key: "nearest", box, tone: "chosen", label: `proposal ${best.proposal + 1}` }];
}

function culprit(trace: Trace, answer: WhyMissed | null): Mark[] {
  if (answer?.by == null) return [];
  const { rank, box } = answer.by;
  const winner = trace.stages.post.final.find((detection) => detection.rank === rank);
  const label = winner === undefined ? "removed it" : `${nameOf(trace, winner)} removed it`;
  return [{ key: "culprit", box, tone: "culprit", label }];
}
