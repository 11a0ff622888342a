/**
 * What the pointer does on the desk: which gesture runs, what lies under it, and what comes of it.
 */

import { copyTo } from "./actions/drawing.ts";
import { reshapeBoxes } from "./commands.ts";
import type { Desk } from "./desk.ts";
import type { Handle, ImagePoint } from "./geometry.ts";
import { Gestures } from "./gestures.ts";
import { type Hit, type HitQuery, hitTest, LinearIndex, stackAt } from "./hit.ts";
import type { Sheet } from "./sheet.ts";
import type { IsShown } from "./shown.ts";
import { adoptHints, hintSlots } from "./suggestions/hints.ts";
import { drawOrSnap, snapAtPoint, targetAt } from "./suggestions/snapping.ts";
import type { Effect, Input, PointerInput, Preview, Scene } from "./tools/machine.ts";

export class Hand {
  /** Where the pointer is, for the crosshair and for commands that mean "here". */
  pointer: ImagePoint | null = null;
  hover: Hit | null = null;
  /** What was selected before the first click of what may become a double click. */
  #selectedBefore: ReadonlySet<string> = new Set();
  readonly #gestures = new Gestures();
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  get preview(): Preview {
    return this.#gestures.preview;
  }

  get isIdle(): boolean {
    return this.#gestures.isIdle;
  }

  get isPanning(): boolean {
    return this.#gestures.isPanning;
  }

  /** `wantsPan`: the middle button or Ctrl, which pan whatever the tool. */
  input(input: Input, wantsPan: boolean): void {
    const { sheet } = this.#desk;
    if (sheet === null) return;

    if (input.type !== "cancel") this.#notice(input);
    const scene = this.#scene(sheet);
    const onlyLooks = sheet.isReadOnly && input.type === "down";
    if (onlyLooks) this.#lookAt(scene.hit(input.at, input.pointer));
    if (input.type === "down" && !input.isSecond) this.#selectedBefore = this.#desk.selection;
    for (const effect of this.#gestures.input(
      input,
      this.#desk.tool,
      wantsPan || onlyLooks,
      scene,
    )) {
      this.#perform(effect);
    }
    const looksAround = input.type === "move" && this.#gestures.isIdle;
    this.hover = looksAround ? scene.hit(input.at, input.pointer) : null;
  }

  /** Where nothing may be changed, a click selects and a drag moves the image. */
  #lookAt(hit: Hit | null): void {
    this.#desk.select(hit === null ? [] : [hit.key]);
  }

  #notice({ at, modifiers, type }: PointerInput): void {
    const { aids } = this.#desk;
    this.pointer = at;
    aids.isExact = modifiers.shift;
    if (type === "down") aids.snapped = null;
  }

  /** Takes a corner along without a button held, until the next click. */
  grab(key: string, handle: Handle): void {
    const { sheet } = this.#desk;
    if (sheet !== null) this.#gestures.grab(key, handle, this.pointer, this.#scene(sheet));
  }

  /** The box that a double click means: the one that was selected before, or the uppermost. */
  boxUnderDoubleClick(): string | null {
    const stack = this.stack();
    return stack.find((key) => this.#selectedBefore.has(key)) ?? stack[0] ?? null;
  }

  cancel(): void {
    this.#gestures.cancel();
  }

  leave(): void {
    this.pointer = null;
    this.hover = null;
  }

  /** Boxes under the pointer, smallest first. */
  stack(): string[] {
    const { sheet } = this.#desk;
    return sheet === null || this.pointer === null
      ? []
      : stackAt(this.#hitQuery(sheet), this.pointer);
  }

  #perform(effect: Effect): void {
    const desk = this.#desk;
    switch (effect.type) {
      case "select":
        if (this.pointer !== null && this.#takesOffered(this.pointer)) break;
        adoptHints(desk, effect.keys);
        desk.select(effect.keys);
        break;
      case "draw":
        drawOrSnap(desk, effect.rect, effect.isExact);
        break;
      case "snap":
        if (!this.#takesOffered(effect.at)) snapAtPoint(desk, effect.at);
        break;
      case "reshape":
        desk.change((sheet) => reshapeBoxes(effect.name, sheet.document, effect.rects));
        break;
      case "copy":
        copyTo(desk, effect.rects);
        break;
      case "pan":
        desk.camera.pan(effect.dx, effect.dy);
        break;
      case "hint":
        desk.notify({ code: effect.code });
        break;
    }
  }

  #takesOffered(at: ImagePoint): boolean {
    return this.#desk.aids.offerHand?.takeAt(this.#desk, at) ?? false;
  }

  #isOffered(at: ImagePoint): boolean {
    return this.#desk.aids.offerHand?.isAt(this.#desk, at) ?? false;
  }

  #scene(sheet: Sheet): Scene {
    const query = this.#hitQuery(sheet);
    const isShown = this.#desk.visibility(sheet);
    const caught = new LinearIndex(sheet.document, this.#reach(sheet, isShown));
    return {
      image: sheet.image,
      selection: [...this.#desk.selection],
      rectOf: (key) => (sheet.locked.has(key) ? null : sheet.document.get(key)),
      hit: (at, pointer) => (this.#desk.isPeeking ? null : hitTest(query, at, pointer)),
      stack: (at) => stackAt(query, at),
      within: (rect) => caught.within(rect),
      snaps: (at) => this.#isOffered(at) || targetAt(this.#desk, at) !== null,
    };
  }

  /** Locked boxes are as air to the pointer. */
  #reach({ document, locked }: Sheet, isVisible: IsShown): IsShown {
    if (locked.size === 0) return isVisible;
    return (slot) => isVisible(slot) && !locked.has(document.keyOf(slot));
  }

  /** What is only hinted at can be pointed at, but no frame catches it. */
  #hitQuery(sheet: Sheet): HitQuery {
    const isVisible = this.#desk.visibility(sheet);
    const isHint = hintSlots(this.#desk, sheet);
    const { document } = sheet;
    const isInReach = this.#reach(sheet, (slot) => isVisible(slot) || isHint(slot));
    return {
      document,
      index: new LinearIndex(document, isInReach),
      selection: this.#desk.editable(),
      scale: this.#desk.camera.view.scale,
    };
  }
}
