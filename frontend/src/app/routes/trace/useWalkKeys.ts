/**
 * The keys of the page: digits and arrows for the stages, up and down for the proposals, plus, minus and 0 for
 * a closer look, W for a question.
 */

import { useEffect } from "react";
import type { StageName, Trace } from "../../api/trace-types.ts";
import { ZOOM_STEP, zoomed } from "./lens.ts";
import { askable } from "./marks.ts";
import { stageFor } from "./stages.ts";
import type { TraceView } from "./trace-view.ts";

type Walk = Pick<TraceView, "setStage" | "setLens" | "draft" | "setDraft" | "ask"> & {
  readonly trace: Trace;
  readonly stage: StageName;
  readonly setProposal: (change: (before: number) => number) => void;
};

const STEP: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
/** How much closer one looks; as far away as can be is the whole picture. */
const ZOOM: Readonly<Record<string, number>> = {
  "+": ZOOM_STEP,
  "=": ZOOM_STEP,
  "-": 1 / ZOOM_STEP,
  "0": 0,
};
/** The stages that show one proposal. */
const OF_ONE: ReadonlySet<StageName> = new Set(["proposals", "pooling", "heads"]);

export function useWalkKeys(walk: Walk) {
  const { trace, stage, setStage, setProposal, setLens, draft, setDraft, ask } = walk;
  useEffect(() => {
    const last = trace.stages.proposals.boxes.length - 1;
    const act = (key: string): boolean => {
      const next = stageFor(key, stage);
      const step = OF_ONE.has(stage) ? STEP[key] : undefined;
      const zoom = ZOOM[key];
      const category = askable(trace)[0]?.id;
      if (next !== null) setStage(next);
      else if (step !== undefined) {
        setProposal((before) => Math.max(0, Math.min(before + step, last)));
      } else if (zoom !== undefined) {
        setLens((before) => zoomed(before, zoom, trace.image));
      } else if (key.toLowerCase() === "w" && category !== undefined) {
        setDraft(draft ?? { category });
      } else if (key === "Escape") {
        setDraft(null);
        ask(null);
      } else return false;
      return true;
    };
    const pressed = (event: KeyboardEvent) => {
      const isChord = event.ctrlKey || event.metaKey || event.altKey;
      if (event.defaultPrevented || isChord || needsItself(event)) return;
      if (act(event.key)) event.preventDefault();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [trace, stage, setStage, setProposal, setLens, draft, setDraft, ask]);
}

/** A key by which the focused control, or an open menu, is worked. */
function needsItself({ key, target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest("[popover], dialog") !== null) return true;
  const isChoice = target.matches("input:is([type=range], [type=radio])");
  if (isChoice) return key.startsWith("Arrow");
  return key !== "Escape" && target.matches("select, textarea, input:not([type=checkbox])");
}
