/** What became of the answers of the heads, in one list: those that stayed, and why the others went. */

import type { Candidate, Corners, Trace } from "../../api/trace-types.ts";

export const FATES = ["shown", "hidden", "suppressed", "below"] as const;
/** Shown; kept but hidden by the display threshold; removed by NMS; below the score threshold. */
export type Fate = (typeof FATES)[number];

export interface Outcome {
  readonly key: string;
  readonly fate: Fate;
  readonly proposal: number;
  readonly label: number;
  readonly score: number;
  readonly box: Corners;
  /** Its own rank where it is final, else that of the box that removed it. */
  readonly rank: number | null;
  /** With the box that removed it. */
  readonly iou: number | null;
}

export function outcomesOf({ stages: { post } }: Trace): Outcome[] {
  const final = post.final.map((each) => ({
    ...plain(each),
    key: `final ${each.rank}`,
    fate: each.shown ? ("shown" as const) : ("hidden" as const),
    rank: each.rank,
    iou: null,
  }));
  const suppressed = post.suppressed.map((each, place) => ({
    ...plain(each),
    key: `suppressed ${place}`,
    fate: "suppressed" as const,
    rank: each.by,
    iou: each.iou,
  }));
  const below = post.below.best.map((each, place) => ({
    ...plain(each),
    key: `below ${place}`,
    fate: "below" as const,
    rank: null,
    iou: null,
  }));
  return [...final, ...suppressed, ...below];
}

const plain = ({ proposal, label, score, box }: Candidate) => ({ proposal, label, score, box });

/** How many there are of each; of some, only the best are listed. */
export const countsOf = ({ stages: { post } }: Trace): Record<Fate, number> => ({
  shown: post.final.filter(({ shown }) => shown).length,
  hidden: post.final.filter(({ shown }) => !shown).length,
  suppressed: post.suppressed_total,
  below: post.below.total,
});
