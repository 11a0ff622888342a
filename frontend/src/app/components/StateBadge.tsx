/** The state of an image, told by a shape and a word; the colour only helps. */

import type { ImageState } from "../api/types.ts";
import { Icon, type IconName } from "./Icon.tsx";

export const STATE_NAME: Record<ImageState, string> = {
  todo: "To do",
  done: "Done",
  skipped: "Skipped",
  returned: "Returned",
  unsure: "Unsure",
};

export const STATE_ICON: Record<ImageState, IconName> = {
  todo: "clock",
  done: "check",
  skipped: "skip",
  returned: "returned",
  unsure: "question",
};

export function StateBadge({ state }: { state: ImageState }) {
  return (
    <span className={`badge badge-${state}`}>
      <Icon name={STATE_ICON[state]} size={14} />
      {STATE_NAME[state]}
    </span>
  );
}
