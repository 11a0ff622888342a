import type { Project, Statistics } from "../../api/types.ts";
import { counted } from "../../format.ts";

type Rhythm = Pick<Project, "train_every_hours">;

/** What the finished images are counted from. */
export function sinceWords(corrections: number, isTraining: boolean, hasModel: boolean): string {
  const images = corrections === 1 ? "finished image" : "finished images";
  if (isTraining) return `${images} since the running training began`;
  return `${images} ${hasModel ? "since the last training" : "to learn from so far"}`;
}

/** When the next training starts by itself, in a sentence. */
export function trainingRule(project: Rhythm, next: Statistics["next_training"]): string {
  switch (next.mode) {
    case "never":
      return "Trainings start only by hand in this project.";
    case "scheduled":
      return `A training starts every ${counted(project.train_every_hours, "hour")} when something was finished since.`;
    case "after_corrections":
      return next.needed > 0
        ? `Starts by itself after ${counted(next.needed, "more finished image")}.`
        : "Enough for the next training; it starts by itself when the running work is done.";
  }
}
