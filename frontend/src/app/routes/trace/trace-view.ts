/** What the parts of the page share: the trace, where one is in it, and what was asked. */

import { createContext, useContext } from "react";
import type { Missing, Question } from "../../api/trace.ts";
import type { Corners, StageName, Trace, WhyMissed } from "../../api/trace-types.ts";
import type { Lens } from "./lens.ts";
import type { Looks } from "./looks.ts";
import type { Mark } from "./marks.ts";

export interface TraceView {
  readonly trace: Trace;
  /** As far as it is here: the original at the size of a screen. */
  readonly picture: HTMLImageElement | null;
  readonly stage: StageName;
  readonly setStage: (stage: StageName) => void;
  /** The place of the chosen proposal among all. */
  readonly proposal: number;
  readonly setProposal: (proposal: number) => void;
  /** How closely the picture is looked at. */
  readonly lens: Lens;
  readonly setLens: (change: (before: Lens) => Lens) => void;
  readonly lookAt: (box: Corners) => void;
  /** What is chosen at the stages, kept from one to the next. */
  readonly looks: Looks;
  readonly setLooks: (change: Partial<Looks>) => void;
  readonly question: Question | null;
  readonly ask: (question: Question | null) => void;
  /** To a question about a box. */
  readonly answer: WhyMissed | null;
  /** Of the question, on top of every stage's picture. */
  readonly marks: readonly Mark[];
  /** A box that is to be asked about is being drawn. */
  readonly draft: Draft | null;
  readonly setDraft: (draft: Draft | null) => void;
}

/** A question that is not asked yet. */
export type Draft = Pick<Missing, "category">;

export const TraceContext = createContext<TraceView | null>(null);

export function useTraceView(): TraceView {
  const view = useContext(TraceContext);
  if (!view) throw new Error("useTraceView is used outside of the page of a trace.");
  return view;
}
