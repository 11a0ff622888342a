/**
 * As much of a browser as the editor needs: elements that remember where they were put, canvases that
 * write down what is drawn on them, pointers, and frames that come when a test lets them.
 */

import { vi } from "vitest";
import { HandClock } from "./clock.ts";

/** The name of what was called on a context, and with what. */
export type Drawn = readonly [name: string, ...given: unknown[]];

class Style {
  [name: string]: unknown;
  setProperty(name: string, value: string): void {
    this[name] = value;
  }
}

export class ScreenElement extends EventTarget {
  className = "";
  hidden = false;
  textContent = "";
  width = 0;
  height = 0;
  clientWidth = 0;
  clientHeight = 0;
  children: ScreenElement[] = [];
  #parent: ScreenElement | null = null;
  readonly style = new Style();
  readonly dataset: Record<string, string> = {};
  readonly attributes = new Map<string, string>();
  readonly drawn: Drawn[] = [];
  readonly classes = new Set<string>();
  readonly classList = {
    toggle: (name: string, isOn: boolean) =>
      isOn ? this.classes.add(name) : this.classes.delete(name),
  };
  readonly #context = contextOf(this);

  append(...children: ScreenElement[]): void {
    this.children.push(...children);
    for (const child of children) child.#parent = this;
  }

  remove(): void {
    const siblings = this.#parent?.children;
    if (siblings !== undefined) siblings.splice(siblings.indexOf(this), 1);
    this.#parent = null;
  }

  replaceChildren(): void {
    for (const child of this.children) child.#parent = null;
    this.children = [];
  }

  setAttribute(name: string, value: string): void {
    this.attributes.set(name, value);
  }

  getContext() {
    return this.#context;
  }

  getBoundingClientRect() {
    return { left: 0, top: 0 };
  }

  focus(): void {}
  setPointerCapture(): void {}

  /** All elements below this one whose class is of this name. */
  find(name: string): ScreenElement[] {
    const isNamed = ({ className, attributes }: ScreenElement) =>
      `${className} ${attributes.get("class") ?? ""}`.split(" ").includes(name);
    const below = this.children.flatMap((child) => child.find(name));
    return [...this.children.filter(isNamed), ...below];
  }

  /** What was drawn since this was asked last. */
  takeDrawn(): Drawn[] {
    return this.drawn.splice(0);
  }
}

/** Properties are kept, calls are written down; letters are seven pixels wide. */
const contextOf = (canvas: ScreenElement): CanvasRenderingContext2D =>
  new Proxy({ canvas, measureText: (text: string) => ({ width: 7 * text.length }) } as object, {
    get: (kept, name) =>
      Reflect.get(kept, name) ??
      ((...given: unknown[]) => canvas.drawn.push([String(name), ...given])),
  }) as CanvasRenderingContext2D;

class ScreenEvent extends Event {
  static readonly DOM_DELTA_LINE = 1;

  constructor(type: string, given: Readonly<Record<string, unknown>>) {
    super(type, { cancelable: true });
    for (const [name, value] of Object.entries(given)) {
      Object.defineProperty(this, name, { value });
    }
  }
}

export class Screen {
  readonly clock = new HandClock();
  readonly host = new ScreenElement();
  readonly window = Object.assign(new EventTarget(), {
    devicePixelRatio: 1,
    setTimeout: (callback: () => void, ms: number) => this.#later(callback, ms),
    clearTimeout: (timer: number) => this.#timers.get(timer)?.(),
  });
  readonly #timers = new Map<number, () => void>();
  #frames = new Map<number, () => void>();
  /** What was sent through channels: it arrives after the frame in which it was sent. */
  #sent: (() => void)[] = [];
  #resized: () => void = () => {};
  #last = 0;

  /** In the place of the browser's globals, until `vi.unstubAllGlobals`. */
  constructor() {
    const { window } = this;
    vi.stubGlobal("window", window);
    vi.stubGlobal("document", {
      createElement: () => new ScreenElement(),
      createElementNS: () => new ScreenElement(),
    });
    vi.stubGlobal("requestAnimationFrame", (frame: () => void) => this.#request(frame));
    vi.stubGlobal("cancelAnimationFrame", (frame: number) => this.#frames.delete(frame));
    vi.stubGlobal("PointerEvent", ScreenEvent);
    vi.stubGlobal("WheelEvent", ScreenEvent);
    const send = (arrive: () => void) => this.#sent.push(arrive);
    vi.stubGlobal(
      "MessageChannel",
      class {
        readonly port1 = { onmessage: () => {}, close: () => {} };
        readonly port2 = { postMessage: () => send(() => this.port1.onmessage()) };
      },
    );
    const observe = (resized: () => void) => {
      this.#resized = resized;
    };
    vi.stubGlobal(
      "ResizeObserver",
      class {
        constructor(resized: () => void) {
          observe(resized);
        }
        observe(): void {}
        disconnect(): void {
          observe(() => {});
        }
      },
    );
  }

  resize(width: number, height: number): void {
    Object.assign(this.host, { clientWidth: width, clientHeight: height });
    this.#resized();
  }

  /** Everything that was asked for is painted; false where nothing was. */
  frame(): boolean {
    const frames = [...this.#frames.values()];
    this.#frames = new Map();
    for (const paint of frames) paint();
    for (const arrive of this.#sent.splice(0)) arrive();
    return frames.length > 0;
  }

  /** An event of the mouse, unless `given` says otherwise; `x`, `y` are pixels of the host. */
  event(type: string, x: number, y: number, given: Readonly<Record<string, unknown>> = {}): Event {
    const usual = { button: 0, pointerId: 1, pointerType: "mouse", timeStamp: this.clock.now() };
    const event = new ScreenEvent(type, { clientX: x, clientY: y, ...usual, ...given });
    this.host.dispatchEvent(event);
    return event;
  }

  #request(frame: () => void): number {
    this.#last += 1;
    this.#frames.set(this.#last, frame);
    return this.#last;
  }

  #later(callback: () => void, ms: number): number {
    this.#last += 1;
    this.#timers.set(this.#last, this.clock.after(ms, callback));
    return this.#last;
  }
}
