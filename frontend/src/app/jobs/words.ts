/** What a job is called, in the running and in the finished form. */

import type { Job, JobKind, JobState } from "../api/types.ts";
import { counted } from "../format.ts";

const JOB_NAME: Record<JobKind, string> = {
  predict: "Pre-label",
  train: "Training",
  import: "Import",
  export: "Export",
  prepare: "Prepare images",
  adapt: "Quick adaptation",
  rank: "Order of the queue",
  trace: "Look inside the detector",
  bulk: "Change of many images",
  assess: "Measurement of a model",
  suspects: "Look for wrong labels",
  delete: "Deletion of the project",
};

export const JOB_STATE: Record<JobState, string> = {
  queued: "Waiting",
  running: "Running",
  succeeded: "Finished",
  failed: "Failed",
  cancelled: "Cancelled",
};

/** What begins again by itself after the next finished image: its end, even a bad one, is no news. */
const RECURRING: ReadonlySet<JobKind> = new Set(["adapt", "rank"]);

export const isRecurring = ({ kind }: Pick<Job, "kind">) => RECURRING.has(kind);

/** Goes on in epochs, which have a page. */
export const isTraining = ({ kind }: Pick<Job, "kind">) => kind === "train" || kind === "adapt";

/**
 * Its message says how long it still takes, by its own steps. The time since its start says less: it
 * counts the loading before the first of them.
 */
export const tellsTimeLeft = (job: Pick<Job, "kind">) => isTraining(job) || job.kind === "suspects";

/** Only looks at the file, and changes nothing. */
const isCheck = (job: Pick<Job, "kind" | "params">) =>
  job.kind === "import" && job.params.dry_run === true;

export const jobName = (job: Pick<Job, "kind" | "params">) =>
  isCheck(job) ? "Check of an import" : JOB_NAME[job.kind];

/** What a finished job has brought, as far as its result says it; what it did last is no news any more. */
export function outcome({ kind, result }: Pick<Job, "kind" | "result">): string {
  const found = result ?? {};
  const number = (name: string) => (typeof found[name] === "number" ? found[name] : 0);
  switch (kind) {
    case "train":
    case "adapt":
      return typeof found.note === "string" ? modelNote(number("model"), found.note) : "";
    case "predict":
      return typeof found.images === "number" ? `${counted(found.images, "image")} looked at.` : "";
    case "import":
      return `${boxes(number("boxes") || number("predicted_boxes"))} for ${counted(number("images_matched"), "image")}.`;
    case "export":
      return `${counted(number("images"), "image")} with ${boxes(number("boxes"))}.`;
    case "prepare":
      return `${counted(number("images"), "image")}.`;
    case "assess":
      return `Model ${number("model")} on ${counted(number("images"), "hold-out image")}.`;
    case "bulk":
      return `${counted(number("changed"), "image")} changed.`;
    case "suspects":
      return `${counted(number("suspects"), "doubtful label")} in ${counted(number("images"), "image")}.`;
    case "rank":
      return typeof found.images === "number" ? `${counted(found.images, "image")} chosen.` : "";
    case "trace":
    case "delete":
      return "";
  }
}

/** A training that brought nothing worth keeping made no model. */
const modelNote = (model: number, note: string) => (model > 0 ? `Model ${model}: ${note}` : note);

type Notice = { code?: string; message: string; hint?: string };

/** What a job wants people to know although it went well, such as weights that could not be had. */
export function noticesOf({ result }: Pick<Job, "result">): Notice[] {
  const notices: unknown = result?.notices;
  if (!Array.isArray(notices)) return [];
  return notices.filter((notice) => typeof notice?.message === "string");
}

const boxes = (amount: number) => counted(amount, "box", "boxes");

type Ended = Pick<Job, "kind" | "params" | "state" | "error" | "result">;

/** One sentence for the moment in which a job ends. */
export function ending(job: Ended): string {
  const name = jobName(job);
  if (job.state === "failed") return `${name} failed. ${job.error}`.trim();
  if (job.state === "cancelled") return `${name} was cancelled.`;
  return `${name} finished. ${outcome(job)}`.trim();
}
