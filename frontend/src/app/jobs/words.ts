/** What a job is called, in the running and in the finished form. */

import type { Job, JobKind, JobState } from "../api/types.ts";

export const JOB_NAME: Record<JobKind, string> = {
  predict: "Pre-label",
  train: "Training",
  import: "Import",
  export: "Export",
  prepare: "Prepare images",
};

export const JOB_STATE: Record<JobState, string> = {
  queued: "Waiting",
  running: "Running",
  succeeded: "Finished",
  failed: "Failed",
  cancelled: "Cancelled",
};

/** One sentence for the moment in which a job ends. */
export function ending(job: Job): string {
  const name = JOB_NAME[job.kind];
  if (job.state === "failed") return `${name} failed. ${job.error}`.trim();
  if (job.state === "cancelled") return `${name} was cancelled.`;
  return job.message ? `${name} finished. ${job.message}` : `${name} finished.`;
}
