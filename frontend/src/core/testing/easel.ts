/** An editor on a screen of numbers, with a sheet of two boxes, and a hand that points at pixels of the image. */

import { vi } from "vitest";
import type { Box } from "../document.ts";
import { createEditor } from "../editor.ts";
import type { Rect } from "../geometry.ts";
import type { Sheet, SheetOptions } from "../sheet.ts";
import { CATEGORIES, sheetWith } from "./desk.ts";
import { type Drawn, Screen, type ScreenElement } from "./screen.ts";

export const A: Rect = { x1: 100, y1: 300, x2: 200, y2: 400 };
export const B: Rect = { x1: 300, y1: 300, x2: 400, y2: 400 };
/** The canvases, from below. */
export const [IMAGE, BOXES] = [0, 1];

type At = readonly [x: number, y: number];
/** Properties of an event. */
type Given = Readonly<Record<string, unknown>>;

export const namesOf = (drawn: readonly Drawn[]) => drawn.map(([name]) => name);

export class Easel {
  readonly screen = new Screen();
  readonly asked: string[] = [];
  readonly notices: string[] = [];
  readonly editor = createEditor(this.screen.host as unknown as HTMLElement, {
    notify: ({ code }) => this.notices.push(code),
    ask: (command) => this.asked.push(command),
  });
  sheet: Sheet;

  constructor() {
    this.editor.dispatch({ type: "categories", categories: CATEGORIES });
    this.screen.resize(1000, 700);
    this.sheet = this.open({ a: A, b: B });
  }

  /** Boxes by name, and suggestions by their scores. */
  open(
    boxes: Readonly<Record<string, Rect>>,
    scores: readonly number[] = [],
    options: Partial<SheetOptions> = {},
  ): Sheet {
    const received = () => this.editor.refresh();
    this.sheet = sheetWith(boxes, scores, { received, ...options });
    this.editor.load(this.sheet);
    this.screen.frame();
    return this.sheet;
  }

  end(): void {
    this.editor.destroy();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  }

  /** A pixel of the image, on the host. */
  place(x: number, y: number): At {
    const { view } = this.editor.snapshot();
    return [view.left + x * view.scale, view.top + y * view.scale];
  }

  pointer(type: string, x: number, y: number, given: Given = {}): void {
    this.screen.event(`pointer${type}`, ...this.place(x, y), given);
  }

  click(x: number, y: number, given: Given = {}): void {
    this.pointer("down", x, y, given);
    this.pointer("up", x, y, given);
  }

  /** Everything but the last step: the hand holds on. */
  carry(from: At, to: At, given: Given = {}): void {
    this.pointer("down", ...from, given);
    this.pointer("move", (from[0] + to[0]) / 2, (from[1] + to[1]) / 2, given);
    this.pointer("move", ...to, given);
    this.screen.frame();
  }

  drag(from: At, to: At, given: Given = {}): void {
    this.carry(from, to, given);
    this.pointer("up", ...to, given);
    this.screen.frame();
  }

  get selected(): string[] {
    return [...this.editor.snapshot().selection];
  }

  rectOf(key: string): Box | null {
    return this.sheet.document.get(key);
  }

  get canvases(): ScreenElement[] {
    return this.screen.host.find("box-canvas");
  }

  /** What was drawn on a canvas since this was asked last. */
  drawnOn(layer: number): Drawn[] {
    return (this.canvases[layer] as ScreenElement).takeDrawn();
  }

  /** The elements of this class that can be seen. */
  shown(name: string): ScreenElement[] {
    return this.screen.host.find(name).filter(({ hidden }) => !hidden);
  }

  get cursor(): unknown {
    return this.screen.host.style.cursor;
  }
}
