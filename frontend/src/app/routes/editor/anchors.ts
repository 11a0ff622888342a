/** Where on the image's host something small opens. */

import type { Editor } from "../../../core/editor.ts";
import type { Rect, ScreenPoint } from "../../../core/geometry.ts";

const atPoint = ({ x, y }: Pick<ScreenPoint, "x" | "y">): Rect => ({ x1: x, y1: y, x2: x, y2: y });

/** Where the pointer asked; else at the selected boxes as far as they are in sight; else in the middle. */
export function anchorFor(editor: Editor, host: HTMLElement, at?: ScreenPoint): Rect {
  if (at !== undefined) return atPoint(at);
  const { clientWidth: width, clientHeight: height } = host;
  const box = editor.selectedOnScreen();
  if (box === null || box.x1 > width || box.y1 > height || box.x2 < 0 || box.y2 < 0) {
    return atPoint({ x: width / 2, y: height / 3 });
  }
  return {
    x1: Math.max(box.x1, 0),
    y1: Math.max(box.y1, 0),
    x2: Math.min(box.x2, width),
    y2: Math.min(box.y2, height),
  };
}
