/** When a person's word on an image is a reviewer's verdict on somebody else's work. */

import type { ImageState } from "../../../../core/sync/wire.ts";

export interface Reviewing {
  readonly mayReview: boolean;
  /** The images come from the reviewers' queue. */
  readonly isReview: boolean;
}

/** A doubt always waits for a verdict; a finished image only for somebody who came to review. */
export const awaitsVerdict = (state: ImageState | null, { mayReview, isReview }: Reviewing) =>
  mayReview && (state === "unsure" || (state === "done" && isReview));
