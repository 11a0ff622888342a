/**
 * Marks the edges of a suggestion that the model is unsure of: a pale band as wide as the spread,
 * between dotted lines; where it is unsure all around, one dotted line around the box says as much.
 * By lightness and pattern, not by hue, so that everybody sees it.
 */

import { type Cue, cuesOf } from "../cues.ts";
import type { Spread } from "../document.ts";
import { heightOf, type Rect, widthOf } from "../geometry.ts";
import { rectToScreen, type Viewport } from "../viewport.ts";

const BAND = "rgb(255 255 255 / 26%)";
const DOTS = [1.5, 3.5];
const LIGHT = "rgb(255 255 255 / 90%)";
const DARK = "rgb(0 0 0 / 60%)";
/** So many unsure edges, and the box as a whole is to be looked at. */
const ALL_AROUND_FROM = 3;
/** Screen pixels between the box and the line around it. */
const RING_GAP = 4;
/** Screen pixels: thinner bands would vanish in the line of the box. */
const THINNEST = 8;

export function paintCues(
  context: CanvasRenderingContext2D,
  view: Viewport,
  rect: Rect,
  spread: Spread,
): void {
  const cues = cuesOf(rect, spread);
  if (cues.length >= ALL_AROUND_FROM) {
    paintRing(context, rectToScreen(rect, view));
    return;
  }
  for (const cue of cues) paintBand(context, cue, bandOnScreen(cue, view));
}

function paintRing(context: CanvasRenderingContext2D, { x1, y1, x2, y2 }: Rect): void {
  strokeDotted(context, () =>
    context.strokeRect(
      x1 - RING_GAP,
      y1 - RING_GAP,
      x2 - x1 + 2 * RING_GAP,
      y2 - y1 + 2 * RING_GAP,
    ),
  );
}

/** Dark dots with light ones between them. */
function strokeDotted(context: CanvasRenderingContext2D, stroke: () => void): void {
  context.setLineDash(DOTS);
  context.lineWidth = 1.5;
  for (const [color, shift] of [
    [DARK, 0],
    [LIGHT, DOTS[0] ?? 0],
  ] as const) {
    context.strokeStyle = color;
    context.lineDashOffset = -shift;
    stroke();
  }
  context.lineDashOffset = 0;
}

function bandOnScreen({ edge, band }: Cue, view: Viewport): Rect {
  const { x1, y1, x2, y2 } = rectToScreen(band, view);
  const isUpright = edge === "left" || edge === "right";
  const missing = Math.max(0, THINNEST - (isUpright ? x2 - x1 : y2 - y1)) / 2;
  return isUpright
    ? { x1: x1 - missing, y1, x2: x2 + missing, y2 }
    : { x1, y1: y1 - missing, x2, y2: y2 + missing };
}

function paintBand(context: CanvasRenderingContext2D, { edge }: Cue, band: Rect): void {
  context.fillStyle = BAND;
  context.fillRect(band.x1, band.y1, widthOf(band), heightOf(band));
  context.beginPath();
  for (const [from, to] of longSides(edge, band)) {
    context.moveTo(...from);
    context.lineTo(...to);
  }
  strokeDotted(context, () => context.stroke());
}

type Point = [number, number];

function longSides(edge: Cue["edge"], { x1, y1, x2, y2 }: Rect): [Point, Point][] {
  if (edge === "left" || edge === "right") {
    return [
      [
        [x1, y1],
        [x1, y2],
      ],
      [
        [x2, y1],
        [x2, y2],
      ],
    ];
  }
  return [
    [
      [x1, y1],
      [x2, y1],
    ],
    [
      [x1, y2],
      [x2, y2],
    ],
  ];
}
