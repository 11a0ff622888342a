/** The magnet on a desk: what the hand would snap to now, and what becomes of a box that snaps. */

import { noteUsed } from "../actions/classes.ts";
import { draw } from "../actions/drawing.ts";
import { snapBox } from "../commands.ts";
import type { Desk } from "../desk.ts";
import { at, type Box, type BoxDocument, PREDICTED, REJECTED } from "../document.ts";
import type { ImagePoint, Rect } from "../geometry.ts";
import { attracting, type Proposal, snapAt, snapOf } from "./magnet.ts";

export function setMagnet(desk: Desk, hasMagnet: boolean): void {
  desk.aids.hasMagnet = hasMagnet;
  desk.noted();
  desk.notify({ code: hasMagnet ? "magnet-on" : "magnet-off" });
}

/** What the rectangle would snap to; null while the magnet is off or the hand refuses. */
export function targetOf(desk: Desk, rect: Rect): Proposal | null {
  return isOn(desk) ? snapOf(rect, attractorsOf(desk)) : null;
}

/** What a click at this point would snap to. */
export function targetAt(desk: Desk, point: ImagePoint): Proposal | null {
  return isOn(desk) ? snapAt(point, attractorsOf(desk)) : null;
}

const isOn = ({ aids, currentCategory }: Desk): boolean =>
  aids.hasMagnet && !aids.isExact && currentCategory !== null;

/** What the hand drew becomes a box, and the next moment the object that it meant. */
export function drawOrSnap(desk: Desk, rect: Rect, isExact: boolean): void {
  const target = isExact ? null : targetOf(desk, rect);
  const drawn = draw(desk, rect);
  desk.aids.justDrawn = drawn?.key ?? null;
  if (target !== null && drawn !== null) snapTo(desk, target, drawn);
}

export function snapAtPoint(desk: Desk, point: ImagePoint): void {
  const target = targetAt(desk, point);
  if (target !== null) snapTo(desk, target, null);
}

/** Puts the proposal in the place of the box that was drawn, as a step of its own, to be undone. */
function snapTo(desk: Desk, target: Proposal, drawn: Box | null): void {
  const category = desk.currentCategory;
  if (category === null) return;
  desk.change((sheet) => snapBox(sheet.document, drawn, target.key, category));
  noteUsed(desk, category);
  desk.aids.justDrawn = target.key;
  desk.aids.snapped = { key: target.key, drawn };
  desk.select([target.key]);
  desk.notify({ code: "snapped" });
}

function attractorsOf(desk: Desk): readonly Proposal[] {
  const { aids, currentCategory, sheet } = desk;
  if (sheet === null) return [];
  return aids.attractors(sheet, currentCategory, () =>
    attracting(proposalsOf(sheet.document), confirmedOn(sheet.document), currentCategory),
  );
}

/** Also those below the threshold: the hand that draws says that something is there. */
export function proposalsOf(document: BoxDocument): Proposal[] {
  const proposals: Proposal[] = [];
  for (let slot = 0; slot < document.end; slot++) {
    if (!document.isAlive(slot) || !(at(document.flags, slot) & PREDICTED)) continue;
    proposals.push({
      key: document.keyOf(slot),
      ...document.rectAt(slot),
      category: at(document.category, slot),
      confidence: at(document.confidence, slot),
    });
  }
  return proposals;
}

export function confirmedOn(document: BoxDocument): Rect[] {
  const rects: Rect[] = [];
  for (let slot = 0; slot < document.end; slot++) {
    const isOpen = (at(document.flags, slot) & (PREDICTED | REJECTED)) !== 0;
    if (document.isAlive(slot) && !isOpen) rects.push(document.rectAt(slot));
  }
  return rects;
}
