/**
 * The desk on which a sheet lies: tool, selection, view and threshold. Everything of the editor that
 * needs no screen; what the pointer does is in `hand.ts`, what the commands do in `actions/`.
 */

import { Camera } from "./camera.ts";
import type { Category } from "./categories.ts";
import type { Change } from "./commands.ts";
import type { DeskHost } from "./desk-host.ts";
import type { Box } from "./document.ts";
import type { ImagePoint } from "./geometry.ts";
import type { ToolName } from "./gestures.ts";
import { Hand } from "./hand.ts";
import type { Hit } from "./hit.ts";
import type { Notice } from "./notices.ts";
import type { Sheet } from "./sheet.ts";
import { boxesShown, type IsShown, keysShown, shownSlots, withoutSuggestions } from "./shown.ts";
import { Aids } from "./suggestions/aids.ts";
import type { Input, Preview } from "./tools/machine.ts";
import type { Filter } from "./visibility.ts";

export type { Notice } from "./notices.ts";

/** What is not painted for as long as a key is held. */
export type Peek = "nothing" | "suggestions" | "all";

const NOTHING: ReadonlySet<string> = new Set();

export class Desk {
  readonly camera: Camera;
  readonly hand = new Hand(this);
  sheet: Sheet | null = null;
  tool: ToolName = "select";
  selection: ReadonlySet<string> = NOTHING;
  categories: readonly Category[] = [];
  currentCategory: number | null = null;
  /** Classes given lately, the latest first. */
  recentCategories: readonly number[] = [];
  /** The person's threshold; null while the model's own is used. */
  threshold: number | null = null;
  showsNames = true;
  /** Whether edges that the model is unsure of are marked. */
  showsCues = true;
  peeks: Peek = "nothing";
  clipboard: readonly Box[] = [];
  /** The boxes of the image before this one. */
  previousBoxes: readonly Box[] = [];
  /** What helps with suggestions. */
  readonly aids = new Aids();
  readonly #host: DeskHost;

  constructor(host: DeskHost) {
    this.#host = host;
    this.camera = new Camera(() => host.moved());
  }

  get preview(): Preview {
    return this.hand.preview;
  }

  get isGestureIdle(): boolean {
    return this.hand.isIdle;
  }

  get isPanning(): boolean {
    return this.hand.isPanning;
  }

  get pointer(): ImagePoint | null {
    return this.hand.pointer;
  }

  get hover(): Hit | null {
    return this.hand.hover;
  }

  get isPeeking(): boolean {
    return this.peeks === "all";
  }

  /** Lays a sheet on the desk. Tool, class, threshold and, for equal sizes, the view stay. */
  load(sheet: Sheet | null): void {
    this.hand.cancel();
    this.hand.hover = null;
    this.sheet = sheet;
    this.selection = NOTHING;
    this.aids.reset();
    if (sheet !== null) {
      this.camera.look(sheet.image);
      sheet.cuesWereOff ||= !this.showsCues;
    }
    this.refresh();
  }

  /** The boxes came from elsewhere: with a reload, or from somebody else. */
  refresh(): void {
    this.keepVisibleSelected();
    this.repainted(null);
  }

  /** The boxes that are shown, in the order in which Tab walks through them. */
  visibleBoxes(): Box[] {
    const { sheet } = this;
    return sheet === null ? [] : boxesShown(sheet, this.#shown(sheet, this.selection));
  }

  suggestions(): Box[] {
    return this.visibleBoxes().filter((box) => box.status === "predicted");
  }

  selectedBoxes(): Box[] {
    const boxes = [...this.selection].map((key) => this.sheet?.document.get(key) ?? null);
    return boxes.filter((box) => box !== null);
  }

  /** The selection without what is locked: what a command may change. */
  editable(): ReadonlySet<string> {
    const locked = this.sheet?.locked ?? NOTHING;
    if (locked.size === 0) return this.selection;
    return new Set([...this.selection].filter((key) => !locked.has(key)));
  }

  /** Answers for a slot whether its box is painted and can be pointed at. */
  visibility(sheet: Sheet): IsShown {
    const isShown = this.#shown(sheet, this.selection);
    // Look-alikes stand in the place of suggestions, which are often the same objects.
    const hides = this.peeks === "suggestions" || this.aids.offer !== null;
    return hides ? withoutSuggestions(sheet, isShown) : isShown;
  }

  /** `wantsPan`: the middle button or Ctrl, which pan whatever the tool. */
  input(input: Input, wantsPan = false): void {
    if (this.sheet === null) return;
    this.hand.input(input, wantsPan);
    this.#host.hovered();
  }

  abortGesture(): void {
    if (this.isGestureIdle) return;
    this.hand.cancel();
    this.#host.hovered();
  }

  leave(): void {
    this.hand.leave();
    this.#host.hovered();
  }

  hovered(): void {
    this.#host.hovered();
  }

  /** The panels are read anew. */
  changed(): void {
    this.#host.changed();
  }

  /** What lies above the boxes has changed, and the panels show it too. */
  noted(): void {
    this.#host.hovered();
    this.#host.changed();
  }

  setTool(tool: ToolName): void {
    if (tool === this.tool) return;
    this.hand.cancel();
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

  setShowsNames(showsNames: boolean): void {
    this.showsNames = showsNames;
    this.repainted(null);
  }

  setShowsCues(showsCues: boolean): void {
    this.showsCues = showsCues;
    if (this.sheet !== null) this.sheet.cuesWereOff ||= !showsCues;
    this.repainted(null);
  }

  setKeepsView(keepsView: boolean): void {
    this.camera.keepsView = keepsView;
    this.#host.changed();
  }

  peek(peeks: Peek): void {
    if (this.peeks === peeks) return;
    this.peeks = peeks;
    this.repainted(null);
  }

  notify(notice: Notice): void {
    this.#host.notify(notice);
  }

  /** Commits what `make` answers with, if anything. */
  change(make: (sheet: Sheet) => Change | null): void {
    const change = this.sheet === null ? null : make(this.sheet);
    if (change === null) return;
    this.sheet?.commit(change);
    this.repainted(change);
  }

  /** Hidden boxes are not selected: nothing unseen may be deleted. */
  keepVisibleSelected(): void {
    const sheet = this.sheet;
    if (sheet === null || this.selection.size === 0) return;

    this.selection = keysShown(sheet, this.#shown(sheet, NOTHING), this.selection);
  }

  #shown(sheet: Sheet, selection: ReadonlySet<string>): IsShown {
    return shownSlots(sheet, this.filterOf(sheet), selection);
  }

  filterOf({ prediction, showsSuggestions }: Sheet): Filter {
    const { chosenFor } = this.aids;
    return { chosen: this.threshold, chosenFor, model: prediction, showsSuggestions };
  }

  /** Boxes must be painted again, and the panels read anew. */
  repainted(change: Change | null): void {
    this.#host.repaint(change);
    this.#host.hovered();
    this.#host.changed();
  }

  #hasRejectedSelected(): boolean {
    return this.selectedBoxes().some((box) => box.status === "rejected");
  }
}
