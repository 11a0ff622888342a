/** What one chose to see at the stages. */

import type { Trace } from "../../api/trace-types.ts";
import type { Fate } from "./outcomes.ts";

/** Of the channels of a level, none: the mean over all. */
export const ALL_CHANNELS = -1;
export const NO_MAP = "";

export type Moment = "before" | "after";

export interface Looks {
  /** Of the features: level, channel, and percent. */
  readonly level: string;
  readonly channel: number;
  readonly opacity: number;
  /** Of the proposals: before or after suppression, the level of the map, and how many are drawn. */
  readonly moment: Moment;
  readonly map: string;
  readonly most: number;
  readonly fates: ReadonlySet<Fate>;
}

/** So many are drawn to begin with: all of a thousand would cover the picture. */
const FIRST_PROPOSALS = 50;

export function firstLooks({ stages }: Trace): Looks {
  const { levels } = stages.features;
  return {
    level: levels[Math.min(1, levels.length - 1)]?.name ?? "",
    channel: ALL_CHANNELS,
    opacity: 65,
    moment: "after",
    map: NO_MAP,
    most: Math.min(FIRST_PROPOSALS, stages.proposals.boxes.length),
    fates: new Set<Fate>(["shown", "hidden"]),
  };
}
