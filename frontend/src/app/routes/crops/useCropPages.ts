/** The page on the screen, what became of the last one, and the way from one to the next. */

import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { EffortMeter } from "../../../core/effort.ts";
import { answerCrops, serveCrops, undoCrops } from "../../api/crops.ts";
import { isNotFound } from "../../api/problem.ts";
import type { CropOutcome, CropPage } from "../../api/types.ts";
import { toast } from "../../components/toasts.ts";

export type View =
  | { kind: "loading" }
  | { kind: "page"; page: CropPage }
  | { kind: "empty"; isLast: boolean }
  | { kind: "failed"; error: unknown };

/** The answer before this page, with the page it was given on. */
export type Last = { page: CropPage; outcome: CropOutcome };

type Wanted = { project: number; category: number; threshold: number };

const LOADING: View = { kind: "loading" };
const GIVEN_UP =
  "This page was open for too long and went to somebody else. Here is the next one instead.";

export function useCropPages({ project, category, threshold }: Wanted) {
  const [view, setView] = useState<View>(LOADING);
  const [last, setLast] = useState<Last | null>(null);
  const [isSending, setIsSending] = useState(false);
  const [round, setRound] = useState(0);
  const cache = useQueryClient();
  const takeSeconds = useActiveSeconds();
  const next = useCallback(() => setRound((before) => before + 1), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: Another round asks the same question again.
  useEffect(() => {
    let isCurrent = true;
    setView(LOADING);
    serveCrops(project, { category, threshold }).then(
      ({ page, is_last: isLast }) => {
        if (isCurrent) setView(page ? { kind: "page", page } : { kind: "empty", isLast });
      },
      (error: unknown) => {
        if (isCurrent) setView({ kind: "failed", error });
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [project, category, threshold, round]);

  /** Runs a request about a page; what is no longer there leads on to the next page. */
  const send = useCallback(
    async (request: () => Promise<void>) => {
      setIsSending(true);
      try {
        await request();
        next();
      } catch (error) {
        if (!isNotFound(error)) throw error;
        toast(GIVEN_UP, { tone: "plain" });
        next();
      } finally {
        setIsSending(false);
        void cache.invalidateQueries({ queryKey: ["project", project] });
      }
    },
    [cache, next, project],
  );

  const accept = (page: CropPage, wrong: number[]) =>
    send(async () => {
      const outcome = await answerCrops(page.id, { wrong, active_seconds: takeSeconds() });
      setLast({ page, outcome });
    });

  const undo = (page: CropPage) =>
    send(async () => {
      const { stayed } = await undoCrops(page.id);
      setLast(null);
      if (stayed > 0) {
        const text = `${stayed} of its boxes stay: somebody has worked on their images since.`;
        toast(text, { tone: "plain" });
      }
    });

  return { view, last, isSending, accept, undo, next };
}

/** Answers with the seconds of work since it was asked last. */
function useActiveSeconds(): () => number {
  const meter = useRef(new EffortMeter());
  useEffect(() => {
    const end = new AbortController();
    const sign = () => meter.current.sign(performance.now());
    for (const type of ["keydown", "pointermove", "pointerdown", "wheel"] as const) {
      window.addEventListener(type, sign, { signal: end.signal, passive: true });
    }
    return () => end.abort();
  }, []);
  return useCallback(() => meter.current.take().active_seconds, []);
}
