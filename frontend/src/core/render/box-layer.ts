/**
 * Paints the boxes that lie still: a coloured line on a dark halo, so that it shows on any image, and
 * a label. A confirmed box is solid with a filled label; a suggestion is dashed with a hollow label
 * and its probability; a hint is dotted and has no label; a rejected one is dotted and struck out.
 */

import { withCueRoom } from "../cues.ts";
import { at, type BoxDocument, PREDICTED, REJECTED, type Spread } from "../document.ts";
import { intersects, type Rect } from "../geometry.ts";
import { isGoodEnough } from "../suggestions/tolerance.ts";
import { rectToScreen, type Viewport } from "../viewport.ts";
import { paintCues } from "./cue-marks.ts";
import { LABEL_HEIGHT, type LabelSprites } from "./label-sprites.ts";
import { type Style, UNKNOWN } from "./palette.ts";
import { paintHint, paintSuggestedLine, paintTick } from "./suggestion-marks.ts";

export interface BoxScene {
  readonly document: BoxDocument;
  readonly styles: ReadonlyMap<number, Style>;
  readonly labels: LabelSprites;
  readonly showsNames: boolean;
  /** Whether edges that the model is unsure of are marked. */
  readonly showsCues: boolean;
  /** Intersection over union from which a box is good enough. */
  readonly tolerance: number;
  /** Whether the slot's box is shown and lies still. */
  isPainted(slot: number): boolean;
  /** Whether it is a suggestion that is only hinted at. */
  isHint(slot: number): boolean;
  isSelected(slot: number): boolean;
}

const HALO = "rgb(0 0 0 / 55%)";
const LINE = 2;
const SELECTED_LINE = 3;
/** Screen pixels that lines, and the one around an unsure box, take outside of it. */
const ROOM = 6;
const PADDING = 4;
/** Labels stick out of their box at most this far, in screen pixels. */
const LABEL_ROOM = 220;
/** A label this many times wider than its box hides more than it tells; less so in a crowd. */
const WIDEST_LABEL = 2.5;
const WIDEST_IN_A_CROWD = 1;
const CROWD_FROM = 200;
const REJECTED_DASH = [2, 3];

/** The region, in screen pixels, that a box of this rectangle may have coloured. */
export function paintedRegion(rect: Rect, view: Viewport, spread: Spread | null = null): Rect {
  const screen = rectToScreen(spread === null ? rect : withCueRoom(rect, spread), view);
  return {
    x1: Math.floor(screen.x1 - ROOM),
    y1: Math.floor(screen.y1 - LABEL_HEIGHT - ROOM),
    x2: Math.ceil(Math.max(screen.x2, screen.x1 + LABEL_ROOM) + ROOM),
    y2: Math.ceil(Math.max(screen.y2, screen.y1 + LABEL_HEIGHT) + ROOM),
  };
}

export function paintBoxes(
  context: CanvasRenderingContext2D,
  view: Viewport,
  scene: BoxScene,
  clip: Rect | null,
): void {
  const { document } = scene;
  const inSight = { x1: 0, y1: 0, x2: view.width, y2: view.height };
  const painted: number[] = [];
  const hints: number[] = [];
  let count = 0;
  for (let slot = 0; slot < document.end; slot++) {
    if (!document.isAlive(slot)) continue;
    if (scene.isHint(slot)) hints.push(slot);
    if (!scene.isPainted(slot)) continue;
    const region = paintedRegion(document.rectAt(slot), view, document.spreadAt(slot));
    if (!intersects(region, inSight)) continue;
    // Counted in the whole view, so that a part is painted by the same rule as the rest.
    count += 1;
    if (clip === null || intersects(region, clip)) painted.push(slot);
  }
  for (const slot of hints) {
    paintHint(context, rectToScreen(document.rectAt(slot), view), styleOf(scene, slot).color);
  }
  for (const slot of painted) paintOutline(context, view, scene, slot);
  // Labels come last: no line runs through a name.
  const widest = count >= CROWD_FROM ? WIDEST_IN_A_CROWD : WIDEST_LABEL;
  if (scene.showsNames) for (const slot of painted) paintLabel(context, view, scene, slot, widest);
  context.setLineDash([]);
}

function paintOutline(
  context: CanvasRenderingContext2D,
  view: Viewport,
  scene: BoxScene,
  slot: number,
): void {
  const { document } = scene;
  const line = scene.isSelected(slot) ? SELECTED_LINE : LINE;
  const flags = at(document.flags, slot);
  const style = styleOf(scene, slot);
  const screen = rectToScreen(document.rectAt(slot), view);
  if (flags & PREDICTED) {
    paintDoubts(context, view, scene, slot);
    paintSuggestedLine(context, screen, style.color, line);
    return;
  }
  const { x1, y1, x2, y2 } = screen;
  context.setLineDash([]);
  context.strokeStyle = HALO;
  context.lineWidth = line + 2;
  context.strokeRect(x1, y1, x2 - x1, y2 - y1);
  context.setLineDash((flags & REJECTED ? REJECTED_DASH : style.dash) as number[]);
  context.strokeStyle = style.color;
  context.lineWidth = line;
  context.strokeRect(x1, y1, x2 - x1, y2 - y1);
  if (flags & REJECTED) strikeOut(context, x1, y1, x2, y2);
}

const styleOf = ({ document, styles }: BoxScene, slot: number): Style =>
  styles.get(at(document.category, slot)) ?? UNKNOWN;

/** Either that it is good enough, or which of its edges to look at. */
function paintDoubts(
  context: CanvasRenderingContext2D,
  view: Viewport,
  { document, showsCues, tolerance }: BoxScene,
  slot: number,
): void {
  const spread = document.spreadAt(slot);
  if (spread === null || !showsCues) return;
  const rect = document.rectAt(slot);
  const seen = { ...rect, spread, probability: document.probabilityAt(slot) };
  if (isGoodEnough(seen, tolerance)) paintTick(context, rectToScreen(rect, view));
  else paintCues(context, view, rect, spread);
}

function strikeOut(
  context: CanvasRenderingContext2D,
  x1: number,
  y1: number,
  x2: number,
  y2: number,
): void {
  context.beginPath();
  context.moveTo(x1, y2);
  context.lineTo(x2, y1);
  context.stroke();
}

function paintLabel(
  context: CanvasRenderingContext2D,
  view: Viewport,
  scene: BoxScene,
  slot: number,
  widest: number,
): void {
  const { document, labels } = scene;
  const style = styleOf(scene, slot);
  const isOpen = (at(document.flags, slot) & (PREDICTED | REJECTED)) !== 0;
  const ink = isOpen ? "#ffffff" : style.ink;
  const name = labels.spriteFor(style.name, ink);
  const score = isOpen ? labels.spriteFor(at(document.confidence, slot).toFixed(2), ink) : null;
  const width = name.width + 2 * PADDING + (score === null ? 0 : score.width + PADDING);
  const screen = rectToScreen(document.rectAt(slot), view);
  if (width > widest * (screen.x2 - screen.x1)) return;

  const x = Math.round(screen.x1) - 1;
  // Above the box; inside where the label would leave the screen.
  const above = Math.round(screen.y1) - LABEL_HEIGHT - 1;
  const y = above >= 0 ? above : Math.round(screen.y1) + 1;
  paintGround(context, style, isOpen, x, y, width);
  labels.copy(context, name, x + PADDING, y);
  if (score !== null) labels.copy(context, score, x + name.width + 2 * PADDING, y);
}

function paintGround(
  context: CanvasRenderingContext2D,
  style: Style,
  isOpen: boolean,
  x: number,
  y: number,
  width: number,
): void {
  context.fillStyle = isOpen ? "rgb(0 0 0 / 72%)" : style.color;
  context.fillRect(x, y, width, LABEL_HEIGHT);
  if (!isOpen) return;
  context.setLineDash([]);
  context.strokeStyle = style.color;
  context.lineWidth = 1;
  context.strokeRect(x + 0.5, y + 0.5, width - 1, LABEL_HEIGHT - 1);
}
