/** What is in sight. */

import type { Desk } from "../desk.ts";
import { boundsOf } from "../geometry.ts";

/** Looks closely at the selected boxes; a second time, or without any, at the whole image. */
export function zoomToSelected(desk: Desk): void {
  const bounds = boundsOf(desk.selectedBoxes());
  if (bounds === null) desk.camera.fit();
  else desk.camera.zoomTo(bounds);
}
