/** The view onto one image as it changes: the only holder of a `Viewport`. */

import { type Rect, type ScreenPoint, type Size, sameRect } from "./geometry.ts";
import type { PinchStep } from "./tools/pinch.ts";
import {
  actualSize,
  fit,
  middleOf,
  panBy,
  resizeHost,
  reveal,
  sameView,
  type Viewport,
  viewForNext,
  zoomAt,
  zoomTo,
} from "./viewport.ts";

const NOWHERE: Viewport = { scale: 1, left: 0, top: 0, width: 0, height: 0 };
const ZOOM_STEP = 1.25;

export class Camera {
  view: Viewport = NOWHERE;
  #image: Size = { width: 1, height: 1 };
  /** A fitted view stays fitted when the window changes its size. */
  #isFitted = true;
  /** Whether the next image of the same size is seen as this one was; else it is fitted. */
  keepsView = true;
  #hasImage = false;
  /** Where the fit was left from: back there by a second double click. */
  #beforeFit: Viewport | null = null;
  #lastTarget: Rect | null = null;
  readonly #moved: () => void;

  constructor(moved: () => void) {
    this.#moved = moved;
  }

  /** The next image: same size, same view. */
  look(image: Size): void {
    const view = this.viewFor(image);
    const isSameSize = image.width === this.#image.width && image.height === this.#image.height;
    if (!isSameSize) this.#beforeFit = null;
    const isFitted = !this.#isKept;
    this.#image = image;
    this.#set(view, isFitted);
    this.#hasImage = true;
  }

  /** The view in which `look` would show an image. */
  viewFor(image: Size): Viewport {
    return this.#isKept ? viewForNext(this.view, this.#image, image) : fit(image, this.view);
  }

  get #isKept(): boolean {
    return this.#hasImage && !this.#isFitted && this.keepsView;
  }

  resize(host: Size): void {
    if (host.width === this.view.width && host.height === this.view.height) return;
    if (this.#isFitted) this.#set(fit(this.#image, host), true);
    else this.#set(resizeHost(this.view, host, this.#image));
  }

  fit(): void {
    this.#set(fit(this.#image, this.view), true);
  }

  /** The whole image; from there, back to where one looked last. */
  toggleFit(): void {
    if (!this.#isFitted) {
      const before = this.view;
      this.fit();
      this.#beforeFit = before;
    } else if (this.#beforeFit !== null) {
      this.#set(resizeHost(this.#beforeFit, this.view, this.#image));
    }
  }

  actualSize(): void {
    this.#set(actualSize(this.view, this.#image));
  }

  zoom(at: ScreenPoint | null, factor: number): void {
    this.#set(zoomAt(this.view, at ?? middleOf(this.view), factor, this.#image));
  }

  zoomIn(): void {
    this.zoom(null, ZOOM_STEP);
  }

  zoomOut(): void {
    this.zoom(null, 1 / ZOOM_STEP);
  }

  /** Looks closely at one place; a second time, back at the whole. */
  zoomTo(rect: Rect): void {
    const isBack = this.#lastTarget !== null && sameRect(rect, this.#lastTarget);
    if (isBack) {
      this.fit();
    } else {
      this.#set(zoomTo(rect, this.#image, this.view));
      this.#lastTarget = rect;
    }
  }

  pan(dx: number, dy: number): void {
    this.#set(panBy(this.view, dx, dy, this.#image));
  }

  pinch(step: PinchStep): void {
    this.#set(panBy(this.view, step.dx, step.dy, this.#image));
    this.zoom(step.centre, step.factor);
  }

  reveal(rect: Rect): void {
    this.#set(reveal(this.view, rect, this.#image), this.#isFitted);
  }

  #set(view: Viewport, isFitted = false): void {
    const isSame = sameView(this.view, view);
    this.#isFitted = isFitted || (isSame && this.#isFitted);
    this.#lastTarget = null;
    this.view = view;
    if (!isSame) this.#moved();
  }
}
