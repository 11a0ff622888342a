import type { Project, Statistics } from "../../api/types.ts";
import { counted } from "../../format.ts";

/** What is known of the next training; nothing of its rule while the statistics are on their way. */
export type Next = Partial<Statistics["next_training"]> & { isTraining: boolean };

type Standing = Pick<Project, "counts" | "active_model">;

/** How many images are open, and where the suggestions for them come from. */
export function waiting({ counts, active_model: model }: Standing, next: Next): string {
  const open = counts.todo + counts.returned;
  const images = `${counted(open, "image waits", "images wait")} for you.`;
  if (model) return `${images} Model ${model.number} suggests boxes; you correct them.`;
  if (next.isTraining) {
    return `${images} The detector is learning from the finished ones; then it suggests boxes.`;
  }
  if (next.mode === "after_corrections" && next.needed) {
    return `${images} After ${counted(next.needed, "more finished image")} the detector learns from them.`;
  }
  if (next.corrections) {
    return `${images} Train the detector on the finished ones, and it suggests boxes.`;
  }
  return `${images} Finish some, then train the detector on them.`;
}
