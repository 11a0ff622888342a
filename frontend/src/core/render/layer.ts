/**
 * A canvas that covers the host and shows the image space through a view. While a repaint would
 * take too long for a frame, the finished bitmap is moved by a CSS transform instead; the crisp
 * repaint follows when the movement ends.
 */

import type { Rect } from "../geometry.ts";
import type { Viewport } from "../viewport.ts";

/** Canvas pixels per screen pixel. */
export const canvasRatio = (): number => Math.min(window.devicePixelRatio || 1, 2);

export type Paint = (context: CanvasRenderingContext2D, view: Viewport, clip: Rect | null) => void;

export class Layer {
  readonly canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #paint: Paint;
  #painted: Viewport | null = null;
  #ratio = 1;

  constructor(host: HTMLElement, className: string, paint: Paint) {
    this.canvas = document.createElement("canvas");
    this.canvas.className = className;
    this.canvas.setAttribute("aria-hidden", "true");
    host.append(this.canvas);
    const context = this.canvas.getContext("2d");
    if (context === null) throw new Error("This browser gives no 2D canvas.");
    this.#context = context;
    this.#paint = paint;
  }

  /** Whether what is on the canvas was painted for this very view. */
  isCrisp(view: Viewport): boolean {
    return this.#painted === view;
  }

  repaint(view: Viewport): void {
    this.#fitCanvas(view);
    this.#context.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    this.#context.clearRect(0, 0, view.width, view.height);
    this.#paint(this.#context, view, null);
    this.#painted = view;
    this.canvas.style.transform = "";
  }

  /** Paints only what lies in `clip`, in screen pixels; needs a crisp layer. */
  repaintPart(view: Viewport, clip: Rect): void {
    const context = this.#context;
    context.save();
    context.beginPath();
    context.rect(clip.x1, clip.y1, clip.x2 - clip.x1, clip.y2 - clip.y1);
    context.clip();
    context.clearRect(clip.x1, clip.y1, clip.x2 - clip.x1, clip.y2 - clip.y1);
    this.#paint(context, view, clip);
    context.restore();
  }

  /** Moves what was painted to where the view has gone. */
  follow(view: Viewport): void {
    if (this.#painted === null) return;
    const scale = view.scale / this.#painted.scale;
    const x = view.left - this.#painted.left * scale;
    const y = view.top - this.#painted.top * scale;
    this.canvas.style.transform = `matrix(${scale}, 0, 0, ${scale}, ${x}, ${y})`;
  }

  #fitCanvas(view: Viewport): void {
    this.#ratio = canvasRatio();
    const width = Math.max(1, Math.round(view.width * this.#ratio));
    const height = Math.max(1, Math.round(view.height * this.#ratio));
    if (this.canvas.width === width && this.canvas.height === height) return;

    this.canvas.width = width;
    this.canvas.height = height;
    this.canvas.style.width = `${view.width}px`;
    this.canvas.style.height = `${view.height}px`;
  }
}
