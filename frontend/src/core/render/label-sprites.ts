/**
 * Texts of labels, each drawn once into a shared canvas and copied from there: copying is many times
 * cheaper than drawing text, and there are only as many texts as categories and scores.
 */

export interface Sprite {
  readonly page: HTMLCanvasElement;
  readonly x: number;
  readonly y: number;
  /** CSS pixels. */
  readonly width: number;
}

export const LABEL_HEIGHT = 16;
const FONT = "600 11px system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif";
const PAGE_SIDE = 1024;
const LONGEST = 24;

export class LabelSprites {
  readonly #ratio: number;
  readonly #sprites = new Map<string, Sprite>();
  #page: HTMLCanvasElement | null = null;
  #context: CanvasRenderingContext2D | null = null;
  #x = 0;
  #y = 0;

  constructor(ratio: number) {
    this.#ratio = ratio;
  }

  spriteFor(text: string, color: string): Sprite {
    const name = `${color} ${text}`;
    const known = this.#sprites.get(name);
    if (known !== undefined) return known;

    const sprite = this.#draw(shortened(text), color);
    this.#sprites.set(name, sprite);
    return sprite;
  }

  /** Copies the text to a place on the screen, its upper left corner at `x`, `y`. */
  copy(context: CanvasRenderingContext2D, sprite: Sprite, x: number, y: number): void {
    const width = sprite.width * this.#ratio;
    const height = LABEL_HEIGHT * this.#ratio;
    context.drawImage(
      sprite.page,
      sprite.x,
      sprite.y,
      width,
      height,
      x,
      y,
      sprite.width,
      LABEL_HEIGHT,
    );
  }

  #draw(text: string, color: string): Sprite {
    const context = this.#context ?? this.#addPage();
    context.font = FONT;
    const width = Math.ceil(context.measureText(text).width);
    const target = this.#place(width * this.#ratio);
    target.font = FONT;
    target.textBaseline = "middle";
    target.fillStyle = color;
    target.setTransform(this.#ratio, 0, 0, this.#ratio, this.#x, this.#y);
    target.fillText(text, 0, LABEL_HEIGHT / 2 + 0.5);
    const sprite = { page: target.canvas, x: this.#x, y: this.#y, width };
    this.#x += Math.ceil(width * this.#ratio) + 1;
    return sprite;
  }

  /** Room for so many device pixels: further right, in the next row, or on the next page. */
  #place(width: number): CanvasRenderingContext2D {
    const row = LABEL_HEIGHT * this.#ratio + 1;
    if (this.#x + width > PAGE_SIDE) {
      this.#x = 0;
      this.#y += row;
    }
    const isFull = this.#y + row > PAGE_SIDE;
    return isFull || this.#context === null ? this.#addPage() : this.#context;
  }

  #addPage(): CanvasRenderingContext2D {
    this.#page = document.createElement("canvas");
    this.#page.width = PAGE_SIDE;
    this.#page.height = PAGE_SIDE;
    const context = this.#page.getContext("2d");
    if (context === null) throw new Error("This browser gives no 2D canvas.");
    this.#context = context;
    this.#x = 0;
    this.#y = 0;
    return context;
  }
}

const shortened = (text: string): string =>
  text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
