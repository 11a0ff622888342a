/**
 * The editor's facade: a host element in, a picture that can be worked on out. The app knows the
 * editor only by this file; it tells what to do by commands, and reads what is by snapshots.
 */

import { giveCategory } from "./actions/editing.ts";
import { countHidden } from "./actions/hiding.ts";
import { selectDoubleClicked, selectForMenu } from "./actions/walking.ts";
import type { Category } from "./categories.ts";
import { Desk, type Notice, type Peek } from "./desk.ts";
import { dispatch } from "./dispatch.ts";
import type { Box } from "./document.ts";
import { boundsOf, type Rect, type ScreenPoint, type Size } from "./geometry.ts";
import type { ToolName } from "./gestures.ts";
import { viewSize } from "./images/sizes.ts";
import type { ImageSource } from "./images/source.ts";
import type { CommandId } from "./keymap.ts";
import { canvasRatio } from "./render/layer.ts";
import { listenToPointer } from "./render/pointer.ts";
import { Stage } from "./render/stage.ts";
import type { Sheet } from "./sheet.ts";
import { setShowsHints } from "./suggestions/hints.ts";
import { moveClassThreshold, setClassThreshold } from "./suggestions/thresholds.ts";
import { rectToScreen } from "./viewport.ts";
import {
  byAttention,
  type CategoryCount,
  type ClassShown,
  countByCategory,
  suggestionsByCategory,
} from "./visibility.ts";

export type EditorAction =
  | { readonly type: "tool"; readonly tool: ToolName }
  | { readonly type: "select"; readonly keys: readonly string[] }
  | { readonly type: "focus"; readonly key: string }
  | { readonly type: "category"; readonly category: number }
  | { readonly type: "categories"; readonly categories: readonly Category[] }
  | { readonly type: "threshold"; readonly threshold: number | null }
  | {
      readonly type: "classThreshold";
      readonly category: number;
      readonly threshold: number | null;
    }
  | {
      readonly type: "classStep";
      readonly category: number;
      readonly direction: "lower" | "raise";
    }
  | { readonly type: "hints"; readonly shows: boolean }
  | { readonly type: "magnet"; readonly isOn: boolean }
  | { readonly type: "tolerance"; readonly tolerance: number }
  | { readonly type: "cues"; readonly shows: boolean }
  | { readonly type: "peek"; readonly peeks: Peek }
  | { readonly type: "keepsView"; readonly keepsView: boolean }
  | { readonly type: "previous"; readonly boxes: readonly Box[] };

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
}

export interface EditorOptions {
  readonly notify: (notice: Notice) => void;
  /** The pointer asks for a menu, or for a class by a double click; `at` is a place on the host. */
  readonly ask: (command: "menu" | "category.search", at: ScreenPoint) => void;
}

export interface Editor {
  /** Lays another sheet down, or none. The picture is shown as soon as `show` brings it. */
  load(sheet: Sheet | null): void;
  show(source: ImageSource | null): void;
  /** The resolution at which an image would be sharp if it were shown now. */
  sizeFor(image: Size): Size;
  /** The loaded sheet was changed from elsewhere. */
  refresh(): void;
  /** Does what the command says; false when the command is not the editor's. */
  dispatch(command: CommandId | EditorAction): boolean;
  subscribe(listener: () => void): () => void;
  snapshot(): EditorSnapshot;
  /** Whether no drawing, moving or the like is going on. */
  isIdle(): boolean;
  /** Where on the host the selected boxes are; null without any. */
  selectedOnScreen(): Rect | null;
  destroy(): void;
}

const NOTHING: ReadonlySet<string> = new Set();

export function createEditor(host: HTMLElement, options: EditorOptions): Editor {
  const listeners = new Set<() => void>();
  let snapshot: EditorSnapshot | null = null;
  let boxes: { readonly of: BoxesOf; readonly boxes: Boxes } | null = null;
  let stage: Stage | null = null;

  const changed = () => {
    snapshot = null;
    for (const listener of listeners) listener();
  };
  const desk = new Desk({
    changed,
    repaint: (change) => (change === null ? stage?.repaintAll() : stage?.repaint(change)),
    moved: () => {
      stage?.request();
      changed();
    },
    hovered: () => stage?.request(),
    notify: options.notify,
  });
  stage = new Stage(host, desk);
  const stopListening = listenToPointer(host, desk, {
    menu: (at) => {
      selectForMenu(desk);
      options.ask("menu", at);
    },
    doubleClick: (at) => {
      if (selectDoubleClicked(desk)) options.ask("category.search", at);
      else desk.camera.toggleFit();
    },
  });
  const sizes = new ResizeObserver(() => {
    desk.camera.resize({ width: host.clientWidth, height: host.clientHeight });
    stage?.request();
  });
  sizes.observe(host);

  const currentBoxes = (): Boxes => {
    const of = boxesOf(desk);
    if (boxes === null || !isSame(boxes.of, of)) boxes = { of, boxes: readBoxes(desk) };
    return boxes.boxes;
  };

  return {
    load: (sheet) => {
      stage?.show(null);
      desk.load(sheet);
    },
    show: (source) => stage?.show(source),
    sizeFor: (image) => viewSize(image, desk.camera.viewFor(image), canvasRatio()),
    refresh: () => desk.refresh(),
    dispatch: (command) => {
      if (typeof command === "string") return dispatch(desk, command);
      act(desk, command);
      return true;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot: () => {
      snapshot ??= read(desk, currentBoxes());
      return snapshot;
    },
    isIdle: () => desk.isGestureIdle,
    selectedOnScreen: () => {
      const bounds = boundsOf(desk.selectedBoxes());
      return bounds === null ? null : rectToScreen(bounds, desk.camera.view);
    },
    destroy: () => {
      sizes.disconnect();
      stopListening();
      stage?.destroy();
      listeners.clear();
    },
  };
}

function act(desk: Desk, action: EditorAction): void {
  switch (action.type) {
    case "tool":
      desk.setTool(action.tool);
      break;
    case "select":
      desk.select(action.keys);
      break;
    case "focus":
      desk.focus(action.key);
      break;
    case "category":
      giveCategory(desk, action.category);
      break;
    case "categories":
      desk.setCategories(action.categories);
      break;
    case "threshold":
      desk.setThreshold(action.threshold);
      break;
    case "classThreshold":
      setClassThreshold(desk, action.category, action.threshold);
      break;
    case "classStep":
      moveClassThreshold(desk, action.direction, action.category);
      break;
    case "hints":
      setShowsHints(desk, action.shows);
      break;
    case "magnet":
      desk.setMagnet(action.isOn);
      break;
    case "tolerance":
      desk.aids.tolerance = action.tolerance;
      desk.refresh();
      break;
    case "cues":
      desk.setShowsCues(action.shows);
      break;
    case "peek":
      desk.peek(action.peeks);
      break;
    case "keepsView":
      desk.setKeepsView(action.keepsView);
      break;
    case "previous":
      desk.previousBoxes = action.boxes;
      break;
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
  threshold: desk.shownThreshold,
  isThresholdChosen: desk.threshold !== null || desk.aids.chosenFor.size > 0,
  showsHints: desk.aids.showsHints,
  hasMagnet: desk.aids.hasMagnet,
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
});
