/** Look-alikes above the boxes: a dash of their own, and the one that is looked at stronger. */

import { heightOf, widthOf } from "../geometry.ts";
import { type Offer, shownIn } from "../suggestions/offer.ts";
import type { Viewport } from "../viewport.ts";

const SVG = "http://www.w3.org/2000/svg";

export class OfferOverlay {
  readonly #root: SVGSVGElement;
  readonly #group: SVGGElement;
  #shown: Offer | null = null;

  constructor(host: HTMLElement) {
    this.#root = document.createElementNS(SVG, "svg");
    this.#root.setAttribute("class", "box-offers");
    this.#root.setAttribute("aria-hidden", "true");
    this.#group = document.createElementNS(SVG, "g");
    this.#root.append(this.#group);
    host.append(this.#root);
  }

  update(offer: Offer | null, view: Viewport, color: string): void {
    if (offer !== this.#shown) this.#draw(offer);
    this.#root.style.display = offer === null ? "none" : "";
    if (offer === null) return;
    this.#root.style.setProperty("--box-color", color);
    this.#group.setAttribute(
      "transform",
      `translate(${view.left} ${view.top}) scale(${view.scale})`,
    );
  }

  destroy(): void {
    this.#root.remove();
  }

  #draw(offer: Offer | null): void {
    this.#shown = offer;
    this.#group.replaceChildren();
    if (offer === null) return;
    shownIn(offer).forEach((rect, place) => {
      for (const name of ["box-offer-halo", "box-offer"]) {
        const element = document.createElementNS(SVG, "rect");
        element.setAttribute("class", place === offer.focus ? `${name} box-offer-seen` : name);
        element.setAttribute("x", `${rect.x1}`);
        element.setAttribute("y", `${rect.y1}`);
        element.setAttribute("width", `${widthOf(rect)}`);
        element.setAttribute("height", `${heightOf(rect)}`);
        this.#group.append(element);
      }
    });
  }
}
