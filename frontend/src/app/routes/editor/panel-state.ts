/** What the panel and the picture show together. There is one editor on a page. */

import type { Diff } from "./history/diff.ts";
import { Value } from "./store.ts";

export type PanelTab = "boxes" | "history" | "comments" | "inside";

export const panelTab = new Value<PanelTab>("boxes");

/** The revision that is drawn over the picture. */
export const shownDiff = new Value<Diff | null>(null);

/** The comment that was chosen on the picture. */
export const chosenComment = new Value<number | null>(null);

/** Another image: nothing of the last one stays in sight. */
export function forgetImage(): void {
  shownDiff.set(null);
  chosenComment.set(null);
}
