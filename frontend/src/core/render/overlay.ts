/**
 * What lies above the boxes and follows the hand: handles of the selected box, boxes on the move, a
 * box being drawn, the marquee, the crosshair. A few DOM elements, so that a gesture repaints no
 * canvas. All of it is decoration: the list of boxes says the same in words.
 */

import { HANDLES, heightOf, imagePoint, type Rect, widthOf } from "../geometry.ts";
import { handlesOf } from "../hit.ts";
import { toScreen, type Viewport } from "../viewport.ts";
import { OverlayRoot, place } from "./overlay-root.ts";

export interface MovingBox {
  readonly rect: Rect;
  readonly color: string;
  readonly isSuggested: boolean;
}

export interface OverlayScene {
  readonly view: Viewport;
  readonly selected: { readonly rect: Rect; readonly color: string } | null;
  readonly hovered: Rect | null;
  readonly moving: readonly MovingBox[];
  readonly draft: { readonly rect: Rect; readonly color: string } | null;
  readonly marquee: Rect | null;
  /** Versions of boxes that somebody else made. */
  readonly ghosts: readonly { readonly rect: Rect; readonly name: string | null }[];
  /** Where the lines of the crosshair meet; null without one. */
  readonly crosshair: { readonly x: number; readonly y: number } | null;
}

/** More boxes than this move as one frame around them all. */
export const MOST_MOVING = 100;

export class Overlay {
  readonly #root: OverlayRoot;
  readonly #frame: HTMLElement;
  readonly #handles: ReadonlyMap<string, HTMLElement>;
  readonly #hovered: HTMLElement;
  readonly #draft: HTMLElement;
  readonly #marquee: HTMLElement;
  readonly #size: HTMLElement;
  readonly #acrossLine: HTMLElement;
  readonly #downLine: HTMLElement;
  readonly #moving: HTMLElement[] = [];
  readonly #ghosts: HTMLElement[] = [];

  constructor(host: HTMLElement) {
    this.#root = new OverlayRoot(host);
    this.#acrossLine = this.#root.add("box-crosshair box-crosshair-across");
    this.#downLine = this.#root.add("box-crosshair box-crosshair-down");
    this.#hovered = this.#root.add("box-hovered");
    this.#frame = this.#root.add("box-frame");
    this.#draft = this.#root.add("box-moving");
    this.#marquee = this.#root.add("box-marquee");
    this.#size = this.#root.add("box-size");
    this.#handles = new Map(HANDLES.map((handle) => [handle, this.#addHandle(handle)]));
  }

  update(scene: OverlayScene): void {
    const { view } = scene;
    place(this.#hovered, scene.hovered, view);
    place(this.#draft, scene.draft?.rect ?? null, view, scene.draft?.color);
    place(this.#marquee, scene.marquee, view);
    this.#placeSelected(scene);
    this.#placeMoving(scene);
    this.#placeGhosts(scene);
    this.#placeSize(scene);
    this.#placeCrosshair(scene);
  }

  #placeSelected({ selected, view }: OverlayScene): void {
    place(this.#frame, selected?.rect ?? null, view, selected?.color);
    const shown: readonly string[] = selected === null ? [] : handlesOf(selected.rect, view.scale);
    for (const [handle, element] of this.#handles) element.hidden = !shown.includes(handle);
  }

  #placeMoving({ moving, view }: OverlayScene): void {
    while (this.#moving.length < moving.length) this.#moving.push(this.#root.add("box-moving"));
    this.#moving.forEach((element, at) => {
      const box = moving[at];
      element.classList.toggle("box-suggested", box?.isSuggested ?? false);
      place(element, box?.rect ?? null, view, box?.color);
    });
  }

  #placeGhosts({ ghosts, view }: OverlayScene): void {
    while (this.#ghosts.length < ghosts.length) this.#ghosts.push(this.#root.add("box-ghost"));
    this.#ghosts.forEach((element, at) => {
      const ghost = ghosts[at];
      place(element, ghost?.rect ?? null, view);
      if (ghost?.name) element.dataset.name = ghost.name;
      else delete element.dataset.name;
    });
  }

  /** The size in image pixels, at the lower right corner of what the hand holds. */
  #placeSize({ draft, moving, view }: OverlayScene): void {
    const rect = draft?.rect ?? (moving.length === 1 ? moving[0]?.rect : undefined);
    this.#size.hidden = rect === undefined;
    if (rect === undefined) return;

    this.#size.textContent = `${Math.round(widthOf(rect))} × ${Math.round(heightOf(rect))}`;
    const corner = toScreen(imagePoint(rect.x2, rect.y2), view);
    const x = Math.min(corner.x + 6, view.width - 80);
    const y = Math.min(corner.y + 6, view.height - 24);
    this.#size.style.transform = `translate(${x}px, ${y}px)`;
  }

  #placeCrosshair({ crosshair, view }: OverlayScene): void {
    this.#acrossLine.hidden = crosshair === null;
    this.#downLine.hidden = crosshair === null;
    if (crosshair === null) return;

    const at = toScreen(imagePoint(crosshair.x, crosshair.y), view);
    this.#acrossLine.style.transform = `translateY(${Math.round(at.y)}px)`;
    this.#downLine.style.transform = `translateX(${Math.round(at.x)}px)`;
  }

  #addHandle(handle: string): HTMLElement {
    const element = document.createElement("div");
    element.className = `box-handle box-handle-${handle}`;
    this.#frame.append(element);
    return element;
  }
}
