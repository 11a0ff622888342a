/**
 * Look-alikes on a desk: they are shown, walked through, taken or left. None is a box before it is taken.
 * No part of the editor before somebody asks for them: it hears of all this by `Editor.perform`.
 */

import { noteUsed } from "../actions/classes.ts";
import { drawnBox } from "../clipboard.ts";
import type { Edit } from "../commands.ts";
import type { Desk } from "../desk.ts";
import type { Box, BoxDocument } from "../document.ts";
import { areaOf, contains, type ImagePoint, roundRect } from "../geometry.ts";
import { type LookAlike, lookAlikes, offeredAtFirst } from "./lookalikes.ts";
import type { Match } from "./matching.ts";
import { type Offer, shownIn, walked, withCount, without } from "./offer.ts";
import { confirmedOn, proposalsOf } from "./snapping.ts";

/** What is like the box, after what a search of the picture found. */
function alikeOn(desk: Desk, key: string, matches: readonly Match[]): LookAlike[] {
  const { sheet } = desk;
  const example = sheet?.document.get(key) ?? null;
  if (sheet === null || example === null) return [];
  return lookAlikes({
    example,
    category: example.category,
    matches,
    proposals: proposalsOf(sheet.document),
    taken: confirmedOn(sheet.document),
  });
}

/** Shows what is like the box; false where nothing is. */
export function openOffer(desk: Desk, key: string, matches: readonly Match[]): boolean {
  const candidates = alikeOn(desk, key, matches);
  const category = desk.sheet?.document.get(key)?.category;
  if (candidates.length === 0 || category === undefined) return false;
  const offer = { category, candidates, count: 0, focus: null };
  desk.aids.offerHand = { isAt: isOffered, takeAt: takeOfferedAt };
  setOffer(desk, withCount(offer, offeredAtFirst(candidates)));
  return true;
}

export function setOfferCount(desk: Desk, count: number): void {
  const { offer } = desk.aids;
  if (offer !== null) setOffer(desk, withCount(offer, count));
}

function walkOffer(desk: Desk, step: 1 | -1): void {
  const { offer } = desk.aids;
  if (offer === null) return;
  const next = walked(offer, step);
  setOffer(desk, next);
  const looked = shownIn(next)[next.focus ?? 0];
  if (looked !== undefined) desk.camera.reveal(looked);
}

/** Takes the one that is looked at and goes on; with none, it only goes to the first. */
function takeOffered(desk: Desk): void {
  const { offer } = desk.aids;
  if (offer === null) return;
  if (offer.focus === null) walkOffer(desk, 1);
  else takeAt(desk, offer, offer.focus);
}

function takeAllOffered(desk: Desk): void {
  const { offer } = desk.aids;
  if (offer === null) return;
  take(desk, offer, shownIn(offer));
  setOffer(desk, null);
}

/** Leaves out the one that is looked at, and goes on. */
function leaveOffered(desk: Desk): void {
  const { offer } = desk.aids;
  if (offer === null) return;
  if (offer.focus === null) walkOffer(desk, 1);
  else setOffer(desk, without(offer, offer.focus));
}

/** What may be done with look-alikes. */
export type OfferAct = "next" | "previous" | "take" | "takeAll" | "leave" | "close";

export const OFFER_ACTS: Readonly<Record<OfferAct, (desk: Desk) => void>> = {
  next: (desk) => walkOffer(desk, 1),
  previous: (desk) => walkOffer(desk, -1),
  take: takeOffered,
  takeAll: takeAllOffered,
  leave: leaveOffered,
  close: (desk) => setOffer(desk, null),
};

/** A click on one takes it; false where there is none. */
function takeOfferedAt(desk: Desk, point: ImagePoint): boolean {
  const { offer } = desk.aids;
  const place = offer === null ? -1 : placeAt(offer, point);
  if (offer === null || place < 0) return false;
  takeAt(desk, offer, place);
  return true;
}

const isOffered = ({ aids: { offer } }: Desk, point: ImagePoint): boolean =>
  offer !== null && placeAt(offer, point) >= 0;

/** Of the smallest around the point; -1 for none. */
function placeAt(offer: Offer, point: ImagePoint): number {
  const shown = shownIn(offer);
  const around = shown.filter((it) => contains(it, point));
  const [smallest] = around.sort((a, b) => areaOf(a) - areaOf(b));
  return smallest === undefined ? -1 : shown.indexOf(smallest);
}

function takeAt(desk: Desk, offer: Offer, place: number): void {
  const taken = shownIn(offer)[place];
  if (taken === undefined) return;
  take(desk, offer, [taken]);
  setOffer(desk, without(offer, place));
}

function take(desk: Desk, { category }: Offer, taken: readonly LookAlike[]): void {
  desk.change(({ document }) => ({
    name: "accept",
    edits: taken.flatMap((one) => editFor(document, one, category)),
  }));
  noteUsed(desk, category);
  desk.notify({ code: "accepted", count: taken.length });
}

/** None where somebody decided of the model's box meanwhile. */
function editFor(document: BoxDocument, { key, ...found }: LookAlike, category: number): Edit[] {
  const before = key === null ? null : document.get(key);
  if (before !== null) {
    if (before.status !== "predicted") return [];
    const origin = before.category === category ? "accepted" : "adjusted";
    const after: Box = { ...before, category, origin, status: "confirmed" };
    return [{ key: before.key, before, after }];
  }
  const after = drawnBox(roundRect(found), category);
  return [{ key: after.key, before: null, after }];
}

function setOffer(desk: Desk, offer: Offer | null): void {
  const wasOpen = desk.aids.offer !== null;
  desk.aids.offer = offer;
  if (wasOpen === (offer !== null)) desk.noted();
  else desk.repainted(null);
}
