/**
 * The desk on which a sheet lies: tool, selection, view and threshold, and what the pointer does.
 * Everything of the editor that needs no screen; what the commands do is in `actions.ts`.
 */

import { Camera } from "./camera.ts";
import { type Category, givable } from "./categories.ts";
import { copyOf } from "./clipboard.ts";
import { type Change, drawBox, reshapeBoxes } from "./commands.ts";
import type { Box } from "./document.ts";
import { clamp, type ImagePoint, type Rect } from "./geometry.ts";
import { Gestures, type ToolName } from "./gestures.ts";
import { type Hit, type HitQuery, hitTest, LinearIndex, stackAt } from "./hit.ts";
import { newKey } from "./keys.ts";
import type { Sheet } from "./sheet.ts";
import type { Effect, Input, Preview, Scene } from "./tools/machine.ts";
import { byAttention, type Filter, thresholdOf, visibleSlots } from "./visibility.ts";

/** Something worth a word to the person; the app has the words. */
export type Notice =
  | { readonly code: "too-small" | "no-category" | "nothing-to-paste" | "nothing-to-undo" }
  | { readonly code: "undone" | "redone"; readonly change: Change["name"] }
  | {
      readonly code: "accepted" | "rejected" | "deleted" | "pasted";
      readonly count: number;
    };

export interface DeskHost {
  /** Something that the panels show has changed. */
  changed(): void;
  /** The boxes must be painted again: all of them, or what this change touched. */
  repaint(change: Change | null): void;
  moved(): void;
  /** Only what lies above the boxes has changed. */
  hovered(): void;
  notify(notice: Notice): void;
}

const NOTHING: ReadonlySet<string> = new Set();

export class Desk {
  readonly camera: Camera;
  sheet: Sheet | null = null;
  tool: ToolName = "select";
  selection: ReadonlySet<string> = NOTHING;
  categories: readonly Category[] = [];
  currentCategory: number | null = null;
  /** The person's threshold; null while the model's own is used. */
  threshold: number | null = null;
  showsNames = true;
  /** Whether edges that the model is unsure of are marked. */
  showsCues = true;
  isPeeking = false;
  /** Where the pointer is, for the crosshair and for commands that mean "here". */
  pointer: ImagePoint | null = null;
  hover: Hit | null = null;
  clipboard: readonly Box[] = [];
  /** The boxes of the image before this one. */
  previousBoxes: readonly Box[] = [];
  readonly #gestures = new Gestures();
  readonly #host: DeskHost;

  constructor(host: DeskHost) {
    this.#host = host;
    this.camera = new Camera(() => host.moved());
  }

  get preview(): Preview {
    return this.#gestures.preview;
  }

  get isGestureIdle(): boolean {
    return this.#gestures.isIdle;
  }

  get isPanning(): boolean {
    return this.#gestures.isPanning;
  }

  /** Lays a sheet on the desk. Tool, class, threshold and, for equal sizes, the view stay. */
  load(sheet: Sheet | null): void {
    this.#gestures.cancel();
    this.sheet = sheet;
    this.selection = NOTHING;
    this.hover = null;
    if (sheet !== null) this.camera.look(sheet.image);
    this.refresh();
  }

  setCategories(categories: readonly Category[]): void {
    this.categories = categories;
    const given = givable(categories);
    if (!given.some(({ id }) => id === this.currentCategory)) {
      this.currentCategory = given[0]?.id ?? null;
    }
    this.refresh();
  }

  /** The boxes came from elsewhere: with a reload, or from somebody else. */
  refresh(): void {
    this.keepVisibleSelected();
    this.#repainted(null);
  }

  // What is on it.

  /** The boxes that are shown, in the order in which Tab walks through them. */
  visibleBoxes(): Box[] {
    if (this.sheet === null) return [];
    const { document } = this.sheet;
    const isVisible = this.visibility(this.sheet);
    const boxes: Box[] = [];
    for (let slot = 0; slot < document.end; slot++) {
      if (document.isAlive(slot) && isVisible(slot)) boxes.push(document.boxAt(slot));
    }
    return boxes.sort(byAttention);
  }

  suggestions(): Box[] {
    return this.visibleBoxes().filter((box) => box.status === "predicted");
  }

  selectedBoxes(): Box[] {
    const boxes = [...this.selection].map((key) => this.sheet?.document.get(key) ?? null);
    return boxes.filter((box) => box !== null);
  }

  /** Answers for a slot whether its box is shown. */
  visibility(sheet: Sheet): (slot: number) => boolean {
    return visibleSlots(sheet.document, this.#filterOf(sheet), this.selection);
  }

  stackUnderPointer(): string[] {
    if (this.sheet === null || this.pointer === null) return [];
    return stackAt(this.#hitQuery(this.sheet), this.pointer);
  }

  // What the pointer does.

  /** `wantsPan`: the middle button or Ctrl, which pan whatever the tool. */
  input(input: Input, wantsPan = false): void {
    if (this.sheet === null) return;

    const scene = this.#scene(this.sheet);
    if (input.type !== "cancel") this.pointer = input.at;
    for (const effect of this.#gestures.input(input, this.tool, wantsPan, scene)) {
      this.#perform(effect);
    }
    const looksAround = input.type === "move" && this.#gestures.isIdle;
    this.hover = looksAround ? scene.hit(input.at, input.pointer) : null;
    this.#host.hovered();
  }

  /** Ends the gesture; without one, lets go of the selection; then of the drawing tool. */
  cancel(): void {
    if (!this.#gestures.isIdle) this.abortGesture();
    else if (this.selection.size > 0) this.select([]);
    else this.setTool("select");
  }

  abortGesture(): void {
    if (this.#gestures.isIdle) return;
    this.#gestures.cancel();
    this.#host.hovered();
  }

  leave(): void {
    this.pointer = null;
    this.hover = null;
    this.#host.hovered();
  }

  #perform(effect: Effect): void {
    switch (effect.type) {
      case "select":
        this.select(effect.keys);
        break;
      case "draw":
        this.#drawn(effect.rect);
        break;
      case "reshape":
        this.change((sheet) => reshapeBoxes(effect.name, sheet.document, effect.rects));
        break;
      case "copy":
        this.#copied(effect.rects);
        break;
      case "pan":
        this.camera.pan(effect.dx, effect.dy);
        break;
      case "hint":
        this.notify({ code: effect.code });
        break;
    }
  }

  #drawn(rect: Rect): void {
    if (this.currentCategory === null) {
      this.notify({ code: "no-category" });
      return;
    }
    const box: Box = {
      ...rect,
      key: newKey(),
      category: this.currentCategory,
      occluded: false,
      truncated: false,
      crowd: false,
      origin: "drawn",
      score: null,
      probability: null,
      spread: null,
      modelVersion: null,
      status: "confirmed",
    };
    this.change(() => drawBox(box));
    this.select([box.key]);
  }

  #copied(rects: ReadonlyMap<string, Rect>): void {
    const copies: Box[] = [];
    for (const [key, rect] of rects) {
      const box = this.sheet?.document.get(key) ?? null;
      if (box !== null) copies.push({ ...copyOf(box), ...rect });
    }
    this.change(() => ({
      name: "paste",
      edits: copies.map((box) => ({ key: box.key, before: null, after: box })),
    }));
    this.select(copies.map((box) => box.key));
  }

  #scene(sheet: Sheet): Scene {
    const query = this.#hitQuery(sheet);
    return {
      image: sheet.image,
      selection: [...this.selection],
      rectOf: (key) => sheet.document.get(key),
      hit: (at, pointer) => (this.isPeeking ? null : hitTest(query, at, pointer)),
      stack: (at) => stackAt(query, at),
      within: (rect) => query.index.within(rect),
    };
  }

  #hitQuery(sheet: Sheet): HitQuery {
    return {
      document: sheet.document,
      index: new LinearIndex(sheet.document, this.visibility(sheet)),
      selection: this.selection,
      scale: this.camera.view.scale,
    };
  }

  // What everything else does.

  setTool(tool: ToolName): void {
    if (tool === this.tool) return;
    this.#gestures.cancel();
    this.tool = tool;
    this.#host.hovered();
    this.#host.changed();
  }

  select(keys: readonly string[]): void {
    const hadRejected = this.#hasRejectedSelected();
    this.selection = new Set(keys);
    if (hadRejected || this.#hasRejectedSelected()) this.#host.repaint(null);
    this.#host.hovered();
    this.#host.changed();
  }

  /** Selects one box from afar, and brings it into sight. */
  focus(key: string): void {
    const box = this.sheet?.document.get(key) ?? null;
    if (box === null) return;
    this.select([key]);
    this.camera.reveal(box);
  }

  setCurrentCategory(category: number): void {
    this.currentCategory = category;
    this.#host.changed();
  }

  setThreshold(threshold: number | null): void {
    this.threshold = threshold === null ? null : Math.round(clamp(threshold, 0, 1) * 100) / 100;
    this.refresh();
  }

  /** On this image only: the next one begins as the model advises. */
  setShowsSuggestions(shows: boolean): void {
    if (this.sheet === null) return;
    this.sheet.showsSuggestions = shows;
    this.refresh();
  }

  /** One number to show: the person's threshold, or the model's general one. */
  get shownThreshold(): number {
    return this.threshold ?? thresholdOf(-1, null, this.sheet?.prediction ?? null);
  }

  setShowsNames(showsNames: boolean): void {
    this.showsNames = showsNames;
    this.#repainted(null);
  }

  setShowsCues(showsCues: boolean): void {
    this.showsCues = showsCues;
    this.#repainted(null);
  }

  peek(isPeeking: boolean): void {
    if (this.isPeeking === isPeeking) return;
    this.isPeeking = isPeeking;
    this.#repainted(null);
  }

  notify(notice: Notice): void {
    this.#host.notify(notice);
  }

  /** Commits what `make` answers with, if anything. */
  change(make: (sheet: Sheet) => Change | null): void {
    const change = this.sheet === null ? null : make(this.sheet);
    if (change === null) return;
    this.sheet?.commit(change);
    this.#repainted(change);
  }

  /** Back or forward in the history; what was touched is selected, so that it is seen. */
  travel(direction: "undo" | "redo"): void {
    const change = this.sheet?.[direction]() ?? null;
    if (change === null) {
      this.notify({ code: "nothing-to-undo" });
      return;
    }

    this.selection = new Set(change.edits.map(({ key }) => key));
    this.keepVisibleSelected();
    this.#repainted(change);
    this.notify({ code: direction === "undo" ? "undone" : "redone", change: change.name });
  }

  /** Hidden boxes are not selected: nothing unseen may be deleted. */
  keepVisibleSelected(): void {
    const sheet = this.sheet;
    if (sheet === null || this.selection.size === 0) return;

    const isVisible = visibleSlots(sheet.document, this.#filterOf(sheet), NOTHING);
    const stays = (key: string) => {
      const slot = sheet.document.slotOf(key);
      return slot !== undefined && isVisible(slot);
    };
    this.selection = new Set([...this.selection].filter(stays));
  }

  #filterOf({ prediction, showsSuggestions }: Sheet): Filter {
    return { chosen: this.threshold, model: prediction, showsSuggestions };
  }

  #repainted(change: Change | null): void {
    this.#host.repaint(change);
    this.#host.hovered();
    this.#host.changed();
  }

  #hasRejectedSelected(): boolean {
    return this.selectedBoxes().some((box) => box.status === "rejected");
  }
}
