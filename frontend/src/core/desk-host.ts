/** Who must hear of what happens on the desk: the panels, and what paints. */

import type { Change } from "./commands.ts";
import type { Notice } from "./notices.ts";

export interface DeskHost {
  /** Something that the panels show has changed. */
  changed(): void;
  /** The boxes must be painted again: all of them, or what this change touched. */
  repaint(change: Change | null): void;
  moved(): void;
  /** Only what lies above the boxes has changed. */
  hovered(): void;
  notify(notice: Notice): void;
}
