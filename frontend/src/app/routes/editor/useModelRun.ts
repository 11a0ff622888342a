/** R: the model looks at this image now. How far that is, and what came of it. */

import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { Sheet } from "../../../core/sheet.ts";
import { cancelJob } from "../../api/jobs.ts";
import { lookAgain, readPrediction } from "../../api/predictions.ts";
import { ApiError } from "../../api/problem.ts";
import type { Job } from "../../api/types.ts";
import { isOpen } from "../../jobs/polling.ts";
import { useJob } from "../../jobs/useJob.ts";
import { useCommand } from "./commands.ts";
import { BLIND_RUN, broughtWords, type Said, troubleWords } from "./model-words.ts";
import type { Workbench } from "./workbench.ts";

export interface ModelRunState {
  /** The look that goes on; null while there is none. */
  readonly job: Job | null;
  readonly fileName: string;
  readonly said: Said | null;
  cancel(): void;
  dismiss(): void;
}

const SAID_MS = 8000;

export function useModelRun(workbench: Workbench): ModelRunState {
  const [said, setSaid] = useState<Said | null>(null);
  const sheet = useRef<Sheet | null>(null);

  const asking = useMutation({
    mutationFn: (asked: Sheet) => lookAgain(asked.image.id),
    onError: (error, asked) => {
      const hasSeen = error instanceof ApiError && error.code === "nothing_to_predict";
      if (hasSeen) bringing.mutate(asked);
      else setSaid(troubleWords(error));
    },
  });
  const bringing = useMutation({
    mutationFn: async (asked: Sheet) => {
      const prediction = await readPrediction(asked.image.id);
      if (prediction !== null) asked.take(prediction);
      return prediction;
    },
    onSuccess: (prediction, asked) => setSaid(broughtWords(prediction, asked)),
    onError: (error) => setSaid(troubleWords(error)),
  });
  const job = useJob(asking.data);
  useEnd(job, (ended) => {
    if (ended.state === "succeeded" && sheet.current !== null) bringing.mutate(sheet.current);
    if (ended.state === "failed") setSaid({ text: ended.error, hint: ended.hint, isBad: true });
    asking.reset();
  });
  useEffect(() => {
    if (said === null) return;
    const timer = window.setTimeout(() => setSaid(null), SAID_MS);
    return () => window.clearTimeout(timer);
  }, [said]);

  useCommand("model.run", () => {
    const asked = workbench.session.snapshot().sheet;
    if (asked === null || asking.isPending || job !== null) return;
    setSaid(null);
    sheet.current = asked;
    if (asked.isBlind) setSaid(BLIND_RUN);
    else if (asked.newer !== null) asked.take(asked.newer);
    else asking.mutate(asked);
  });

  return {
    job: job !== null && isOpen(job) ? job : null,
    fileName: sheet.current?.image.fileName ?? "",
    said,
    cancel: () => {
      if (job !== null) void cancelJob(job.id).catch((error) => setSaid(troubleWords(error)));
    },
    dismiss: () => setSaid(null),
  };
}

/** Calls once when the job is no longer open. */
function useEnd(job: Job | null, ended: (job: Job) => void): void {
  const latest = useRef(ended);
  useEffect(() => {
    latest.current = ended;
  });
  const isClosed = job !== null && !isOpen(job);
  useEffect(() => {
    if (isClosed && job !== null) latest.current(job);
  }, [isClosed, job]);
}
