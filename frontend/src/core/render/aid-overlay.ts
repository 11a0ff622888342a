/**
 * What helps the hand with suggestions, above the boxes: what it would snap to, what it drew before
 * it snapped, how far the edges of a suggestion may be off, and what a hint is. Decoration, all of it.
 */

import type { Desk } from "../desk.ts";
import { type Box, confidenceOf } from "../document.ts";
import { imagePoint, type Rect } from "../geometry.ts";
import { hintSlots } from "../suggestions/hints.ts";
import { targetAt, targetOf } from "../suggestions/snapping.ts";
import { toleranceBand } from "../suggestions/tolerance.ts";
import { toScreen, type Viewport } from "../viewport.ts";
import { OfferOverlay } from "./offer-overlay.ts";
import { OverlayRoot, place } from "./overlay-root.ts";
import type { Style } from "./palette.ts";
import type { Above, AboveMaker } from "./stage.ts";

/** How long it is said that a box has snapped. */
const SNAPPED_MS = 3000;
const CAPTION_ROOM = { x: 210, y: 26 };
const SNAPPED_WORDS = "Snapped. Shift draws exactly.";

interface Caption {
  readonly rect: Rect;
  readonly text: string;
}

export const aidOverlay: AboveMaker = (host, desk, request) => new AidOverlay(host, desk, request);

class AidOverlay implements Above {
  readonly #root: OverlayRoot;
  readonly #desk: Desk;
  readonly #request: () => void;
  readonly #target: HTMLElement;
  readonly #drawn: HTMLElement;
  readonly #band: HTMLElement;
  readonly #caption: HTMLElement;
  readonly #offers: OfferOverlay;
  #saying: object | null = null;
  #timer = 0;

  constructor(host: HTMLElement, desk: Desk, request: () => void) {
    this.#desk = desk;
    this.#request = request;
    this.#offers = new OfferOverlay(host);
    this.#root = new OverlayRoot(host);
    this.#band = this.#root.add("box-band");
    this.#target = this.#root.add("box-target");
    this.#drawn = this.#root.add("box-drawn");
    this.#caption = this.#root.add("box-caption");
  }

  update(view: Viewport, styleOf: (category: number) => Style): void {
    const { offer } = this.#desk.aids;
    this.#offers.update(offer, view, styleOf(offer?.category ?? -1).color);
    this.#noticeSnap();
    place(this.#target, this.#targetRect(), view);
    place(this.#drawn, this.#desk.aids.snapped?.drawn ?? null, view);
    this.#placeBand(view);
    this.#placeCaption(this.#captionOf(styleOf), view);
  }

  destroy(): void {
    window.clearTimeout(this.#timer);
    this.#root.remove();
    this.#offers.destroy();
  }

  #noticeSnap(): void {
    const { snapped } = this.#desk.aids;
    if (snapped === this.#saying) return;
    window.clearTimeout(this.#timer);
    this.#saying = snapped;
    if (snapped === null) return;
    this.#timer = window.setTimeout(() => {
      if (this.#desk.aids.snapped === snapped) this.#desk.aids.snapped = null;
      this.#request();
    }, SNAPPED_MS);
  }

  /** What the rectangle that is being drawn, or a click, would snap to. */
  #targetRect(): Rect | null {
    const { isGestureIdle, pointer, preview, tool } = this.#desk;
    if (preview.draft !== null) return targetOf(this.#desk, preview.draft);
    return tool === "draw" && isGestureIdle && pointer !== null
      ? targetAt(this.#desk, pointer)
      : null;
  }

  #placeBand(view: Viewport): void {
    const box = this.#selectedSuggestion();
    if (box === null) {
      this.#band.hidden = true;
      return;
    }
    const { inner, outer } = toleranceBand(box, this.#desk.aids.tolerance);
    place(this.#band, outer, view);
    const { style } = this.#band;
    style.borderWidth = `${(inner.y1 - outer.y1) * view.scale}px ${(inner.x1 - outer.x1) * view.scale}px`;
  }

  #selectedSuggestion(): Box | null {
    const [box, other] = this.#desk.selectedBoxes();
    if (box === undefined || other !== undefined || this.#desk.isPeeking) return null;
    return box.status === "predicted" ? box : null;
  }

  #captionOf(styleOf: (category: number) => Style): Caption | null {
    const { aids, sheet } = this.#desk;
    if (aids.snapped !== null) {
      const rect = sheet?.document.get(aids.snapped.key) ?? null;
      return rect === null ? null : { rect, text: SNAPPED_WORDS };
    }
    const hint = this.#hoveredHint();
    if (hint === null) return null;
    const confidence = (confidenceOf(hint) ?? 0).toFixed(2);
    return { rect: hint, text: `${styleOf(hint.category).name} ${confidence}, a click takes it` };
  }

  #hoveredHint(): Box | null {
    const { hover, sheet } = this.#desk;
    const slot = hover === null ? undefined : sheet?.document.slotOf(hover.key);
    if (sheet === null || slot === undefined) return null;
    return hintSlots(this.#desk, sheet)(slot) ? sheet.document.boxAt(slot) : null;
  }

  /** Under the box, or in it where that would leave the screen. */
  #placeCaption(caption: Caption | null, view: Viewport): void {
    this.#caption.hidden = caption === null;
    if (caption === null) return;
    this.#caption.textContent = caption.text;
    const corner = toScreen(imagePoint(caption.rect.x1, caption.rect.y2), view);
    const x = Math.max(4, Math.min(corner.x, view.width - CAPTION_ROOM.x));
    const y = Math.max(4, Math.min(corner.y + 6, view.height - CAPTION_ROOM.y));
    this.#caption.style.transform = `translate(${x}px, ${y}px)`;
  }
}
