/** What the panels see of the editor: values that stay the same as long as nothing changed. */

import { countHidden } from "./actions/hiding.ts";
import type { Desk, Peek } from "./desk.ts";
import type { Box } from "./document.ts";
import type { ToolName } from "./gestures.ts";
import type { Sheet } from "./sheet.ts";
import type { Offer } from "./suggestions/offer.ts";
import { shownThreshold } from "./suggestions/thresholds.ts";
import type { Viewport } from "./viewport.ts";
import {
  byAttention,
  type CategoryCount,
  type ClassShown,
  countByCategory,
  suggestionsByCategory,
} from "./visibility.ts";

export interface EditorSnapshot {
  readonly tool: ToolName;
  readonly selection: ReadonlySet<string>;
  /** The boxes that are shown, in the order of Tab; after them those that were rejected. */
  readonly boxes: readonly Box[];
  readonly counts: ReadonlyMap<number, CategoryCount>;
  /** Suggestions that are shown, and those that are not. */
  readonly suggested: number;
  readonly hidden: number;
  readonly currentCategory: number | null;
  readonly threshold: number;
  readonly isThresholdChosen: boolean;
  /** Open suggestions by category id. */
  readonly classes: ReadonlyMap<number, ClassShown>;
  readonly showsHints: boolean;
  readonly hasMagnet: boolean;
  /** The box that was drawn last, while it is selected. */
  readonly justDrawn: string | null;
  readonly offer: Offer | null;
  /** False where all suggestions of this image are held back. */
  readonly showsSuggestions: boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly showsNames: boolean;
  readonly showsCues: boolean;
  readonly peeks: Peek;
  /** Boxes out of sight by hand. */
  readonly hiddenBoxes: number;
  readonly locked: ReadonlySet<string>;
  /** Classes given lately, the latest first. */
  readonly recentCategories: readonly number[];
  readonly hasClipboard: boolean;
  readonly hasPrevious: boolean;
  readonly keepsView: boolean;
  /** Screen pixels per image pixel. */
  readonly scale: number;
  /** Where the image lies on the host. */
  readonly view: Viewport;
}

const NOTHING: ReadonlySet<string> = new Set();

/** Reads the desk once per change, and its boxes only when they are others. */
export class SnapshotReader {
  readonly #desk: Desk;
  #snapshot: EditorSnapshot | null = null;
  #boxes: { readonly of: BoxesOf; readonly boxes: Boxes } | null = null;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  forget(): void {
    this.#snapshot = null;
  }

  read(): EditorSnapshot {
    this.#snapshot ??= read(this.#desk, this.#currentBoxes());
    return this.#snapshot;
  }

  #currentBoxes(): Boxes {
    const of = boxesOf(this.#desk);
    if (this.#boxes === null || !isSame(this.#boxes.of, of)) {
      this.#boxes = { of, boxes: readBoxes(this.#desk) };
    }
    return this.#boxes.boxes;
  }
}

type Boxes = Pick<EditorSnapshot, "boxes" | "counts" | "classes" | "suggested" | "hidden">;

/** What the list of boxes depends on: while this stays the same, so does the list. */
type BoxesOf = readonly [
  Sheet | null,
  number,
  number | null,
  ReadonlyMap<number, number>,
  boolean,
  ReadonlySet<string>,
];

const boxesOf = (desk: Desk): BoxesOf => [
  desk.sheet,
  desk.sheet?.version ?? 0,
  desk.threshold,
  desk.aids.chosenFor,
  desk.sheet?.showsSuggestions ?? true,
  desk.sheet?.hidden ?? NOTHING,
];

const isSame = (a: BoxesOf, b: BoxesOf): boolean => a.every((part, place) => part === b[place]);

function readBoxes(desk: Desk): Boxes {
  const visible = desk.visibleBoxes().filter((box) => box.status !== "rejected");
  const others = [...(desk.sheet?.document.boxes() ?? [])].filter(
    ({ key }) => !desk.sheet?.hidden.has(key),
  );
  const rejected = others.filter((box) => box.status === "rejected").sort(byAttention);
  const suggested = visible.filter((box) => box.status === "predicted").length;
  const predicted = others.filter((box) => box.status === "predicted").length;
  return {
    boxes: [...visible, ...rejected],
    counts: countByCategory(visible),
    classes: classesOn(desk),
    suggested,
    hidden: predicted - suggested,
  };
}

const classesOn = (desk: Desk): ReadonlyMap<number, ClassShown> =>
  desk.sheet === null
    ? new Map()
    : suggestionsByCategory(desk.sheet.document, desk.filterOf(desk.sheet));

const read = (desk: Desk, boxes: Boxes): EditorSnapshot => ({
  ...boxes,
  tool: desk.tool,
  selection: desk.selection,
  currentCategory: desk.currentCategory,
  threshold: shownThreshold(desk),
  isThresholdChosen: desk.threshold !== null || desk.aids.chosenFor.size > 0,
  showsHints: desk.aids.showsHints,
  hasMagnet: desk.aids.hasMagnet,
  justDrawn: desk.selection.has(desk.aids.justDrawn ?? "") ? desk.aids.justDrawn : null,
  offer: desk.aids.offer,
  showsSuggestions: desk.sheet?.showsSuggestions ?? true,
  canUndo: desk.sheet?.canUndo ?? false,
  canRedo: desk.sheet?.canRedo ?? false,
  showsNames: desk.showsNames,
  showsCues: desk.showsCues,
  peeks: desk.peeks,
  hiddenBoxes: countHidden(desk),
  locked: desk.sheet?.locked ?? NOTHING,
  recentCategories: desk.recentCategories,
  hasClipboard: desk.clipboard.length > 0,
  hasPrevious: desk.previousBoxes.length > 0,
  keepsView: desk.camera.keepsView,
  scale: desk.camera.view.scale,
  view: desk.camera.view,
});
