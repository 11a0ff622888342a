import type { Counts } from "../../api/types.ts";
import type { Portion } from "../../components/ProgressBar.tsx";

/** A project's images by state, in the order in which the bar shows them. */
export const progressPortions = ({ done, skipped, unsure, returned, todo }: Counts): Portion[] => [
  { name: "Done", value: done, className: "fill-done" },
  { name: "Skipped", value: skipped, className: "fill-skipped" },
  { name: "Unsure", value: unsure, className: "fill-unsure" },
  { name: "Returned", value: returned, className: "fill-returned" },
  { name: "To do", value: todo, className: "fill-todo" },
];
