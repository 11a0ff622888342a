/** When to ask for jobs again, and what has become old when one ends. Knows nothing of React. */

import type { Job } from "../api/types.ts";
import { isRecurring } from "./words.ts";

const FAST = 2_000;
const SLOW = 20_000;

export const isOpen = (job: Job) => job.state === "queued" || job.state === "running";

/** Milliseconds until the next question: often while something runs, else now and then. */
export const pollEvery = (jobs: readonly Job[]) => (jobs.some(isOpen) ? FAST : SLOW);

/** Jobs that were open in the earlier answer, or not in it at all, and are closed in the later one. */
export function newlyClosed(before: readonly Job[] | undefined, after: readonly Job[]): Job[] {
  if (!before) return [];
  const known = new Map(before.map((job) => [job.id, job]));
  return after.filter((job) => {
    const earlier = known.get(job.id);
    return !isOpen(job) && (earlier === undefined || isOpen(earlier));
  });
}

/**
 * Jobs of whose end people want to hear: each failure, and what they wait for. Pictures are
 * prepared in the background, and of a pre-labelling in many jobs only the last one counts. What
 * begins again by itself is told in the list of jobs only.
 */
export function worthTelling(closed: readonly Job[], all: readonly Job[]): Job[] {
  const isStillLooking = all.some((job) => job.kind === "predict" && isOpen(job));
  const news = closed.filter((job) => {
    if (isRecurring(job)) return false;
    if (job.state !== "succeeded") return true;
    return job.kind !== "prepare" && !(job.kind === "predict" && isStillLooking);
  });
  const firstLook = news.find(isLook);
  return news.filter((job) => job === firstLook || !isLook(job));
}

const isLook = ({ kind, state }: Job) => kind === "predict" && state === "succeeded";

/** The parts of a project that a closed job has changed, as the tails of their query keys. */
export function changedBy(job: Job): string[] {
  switch (job.kind) {
    case "train":
    case "adapt":
      return ["models", "statistics", "images"];
    case "predict":
      return ["images", "statistics"];
    case "import":
      return ["images", "statistics", "models"];
    case "export":
      return ["exports"];
    case "prepare":
      return ["images"];
    case "rank":
      return ["batch"];
    case "assess":
      return ["cards"];
    case "bulk":
      return ["images", "statistics", "batch", "bulk-actions"];
    case "suspects":
      return ["suspects"];
    case "trace":
    case "delete":
      return [];
  }
}
