/** DOM elements above the canvases: decoration, out of sight until it is placed. */

import { heightOf, type Rect, widthOf } from "../geometry.ts";
import type { Viewport } from "../viewport.ts";

export class OverlayRoot {
  readonly #root = document.createElement("div");

  constructor(host: HTMLElement) {
    this.#root.className = "box-overlay";
    this.#root.setAttribute("aria-hidden", "true");
    host.append(this.#root);
  }

  add(className: string): HTMLElement {
    const element = document.createElement("div");
    element.className = className;
    element.hidden = true;
    this.#root.append(element);
    return element;
  }

  remove(): void {
    this.#root.remove();
  }
}

export function place(
  element: HTMLElement,
  rect: Rect | null,
  view: Viewport,
  color?: string,
): void {
  element.hidden = rect === null;
  if (rect === null) return;

  const { style } = element;
  style.transform = `translate(${rect.x1 * view.scale + view.left}px, ${rect.y1 * view.scale + view.top}px)`;
  style.width = `${widthOf(rect) * view.scale}px`;
  style.height = `${heightOf(rect) * view.scale}px`;
  if (color !== undefined) style.setProperty("--box-color", color);
}
