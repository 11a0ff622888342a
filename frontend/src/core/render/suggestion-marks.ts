/**
 * How suggestions differ from boxes, by shape: a dashed line, or corners alone where a box is too
 * small for dashes to be told from a line; a tick on those that are good enough; dots for hints.
 */

import type { Rect } from "../geometry.ts";
import { SUGGESTED_DASH } from "./palette.ts";

/** Screen pixels: sides below this have room for hardly two dashes. */
const SMALL = 26;
/** Of the shorter side. */
const CORNER = 0.3;
const HALO = "rgb(0 0 0 / 55%)";
/** Square dots, each with a dark rim of its own. */
const HINT_DOTS = [2, 6];
const HINT_RIMS = [4, 4];
const TICK_ROOM = 24;

/** A suggestion's line; the caller has painted no halo. */
export function paintSuggestedLine(
  context: CanvasRenderingContext2D,
  { x1, y1, x2, y2 }: Rect,
  color: string,
  line: number,
): void {
  const shorter = Math.min(x2 - x1, y2 - y1);
  if (shorter < SMALL) {
    paintCorners(context, { x1, y1, x2, y2 }, Math.max(2, shorter * CORNER), color, line);
    return;
  }
  context.setLineDash([]);
  context.strokeStyle = HALO;
  context.lineWidth = line + 2;
  context.strokeRect(x1, y1, x2 - x1, y2 - y1);
  context.setLineDash(SUGGESTED_DASH as unknown as number[]);
  context.strokeStyle = color;
  context.lineWidth = line;
  context.strokeRect(x1, y1, x2 - x1, y2 - y1);
}

function paintCorners(
  context: CanvasRenderingContext2D,
  { x1, y1, x2, y2 }: Rect,
  length: number,
  color: string,
  line: number,
): void {
  context.setLineDash([]);
  context.beginPath();
  for (const [x, y, right, down] of [
    [x1, y1, length, length],
    [x2, y1, -length, length],
    [x2, y2, -length, -length],
    [x1, y2, length, -length],
  ] as const) {
    context.moveTo(x + right, y);
    context.lineTo(x, y);
    context.lineTo(x, y + down);
  }
  strokeTwice(context, color, line);
}

/** In the upper right corner: nothing to mend here. */
export function paintTick(context: CanvasRenderingContext2D, { x1, y1, x2, y2 }: Rect): void {
  if (Math.min(x2 - x1, y2 - y1) < TICK_ROOM) return;
  context.setLineDash([]);
  context.beginPath();
  context.moveTo(x2 - 13, y1 + 8.5);
  context.lineTo(x2 - 10, y1 + 11.5);
  context.lineTo(x2 - 5, y1 + 5.5);
  strokeTwice(context, "#ffffff", 2);
}

export function paintHint(
  context: CanvasRenderingContext2D,
  { x1, y1, x2, y2 }: Rect,
  color: string,
): void {
  context.setLineDash(HINT_RIMS);
  context.lineDashOffset = 1;
  context.strokeStyle = HALO;
  context.lineWidth = 4;
  context.strokeRect(x1, y1, x2 - x1, y2 - y1);
  context.setLineDash(HINT_DOTS);
  context.lineDashOffset = 0;
  context.strokeStyle = color;
  context.lineWidth = 2;
  context.strokeRect(x1, y1, x2 - x1, y2 - y1);
}

/** On a dark halo, so that it shows on any image. */
function strokeTwice(context: CanvasRenderingContext2D, color: string, line: number): void {
  context.strokeStyle = HALO;
  context.lineWidth = line + 2;
  context.stroke();
  context.strokeStyle = color;
  context.lineWidth = line;
  context.stroke();
}
