/**
 * The layers of the picture and when each is painted: the image, the boxes that lie still, and the
 * overlay. One frame for all changes; only what changed is painted.
 */

import type { Change } from "../commands.ts";
import { isAudited } from "../cues.ts";
import type { Desk } from "../desk.ts";
import type { Box } from "../document.ts";
import { boundsOf, type Rect } from "../geometry.ts";
import type { ImageSource } from "../images/source.ts";
import type { Sheet } from "../sheet.ts";
import { hintSlots } from "../suggestions/hints.ts";
import type { Viewport } from "../viewport.ts";
import { type BoxScene, paintBoxes, paintedRegion } from "./box-layer.ts";
import { paintImage } from "./image-layer.ts";
import { LabelSprites } from "./label-sprites.ts";
import { canvasRatio, Layer } from "./layer.ts";
import { MOST_MOVING, type MovingBox, Overlay, type OverlayScene } from "./overlay.ts";
import { type Style, stylesOf, UNKNOWN } from "./palette.ts";
import { RepaintCost } from "./repaint-cost.ts";
import { FrameScheduler } from "./scheduler.ts";

const SETTLE_MS = 120;
/** More parts than this are painted as a whole. */
const MOST_PARTS = 24;
const NOTHING: ReadonlySet<string> = new Set();

/** What must be painted again: where a box is or was. */
type Part = Rect & Pick<Box, "spread">;

const regionOf = (part: Part, view: Viewport): Rect => paintedRegion(part, view, part.spread);

/** What lies above the boxes and hears of each frame. */
export interface Above {
  update(view: Viewport, styleOf: (category: number) => Style): void;
  destroy(): void;
}

/** `request` asks for another frame. */
export type AboveMaker = (host: HTMLElement, desk: Desk, request: () => void) => Above;

export class Stage {
  readonly #host: HTMLElement;
  readonly #desk: Desk;
  readonly #image: Layer;
  readonly #boxes: Layer;
  readonly #overlay: Overlay;
  readonly #above = new Set<Above>();
  readonly #cost = new RepaintCost();
  readonly #scheduler = new FrameScheduler(() => this.#paint());
  #source: ImageSource | null = null;
  #styles: ReadonlyMap<number, Style> = new Map();
  #labels = new LabelSprites(window.devicePixelRatio || 1);
  #labelRatio = window.devicePixelRatio || 1;
  #isImageStale = true;
  #areBoxesStale = true;
  #parts: Part[] = [];
  #paintedSelection: ReadonlySet<string> = NOTHING;
  /** Boxes that the hand holds: they are in the overlay, not among those that lie still. */
  #held: ReadonlySet<string> = NOTHING;
  #settle: number | null = null;

  constructor(host: HTMLElement, desk: Desk) {
    this.#host = host;
    this.#desk = desk;
    this.#image = new Layer(host, "box-canvas box-image", (context, view) => {
      if (desk.sheet === null) return;
      paintImage(context, view, desk.sheet.image, this.#source, canvasRatio());
    });
    this.#boxes = new Layer(host, "box-canvas", (context, view, clip) => {
      if (desk.sheet === null || desk.isPeeking) return;
      paintBoxes(context, view, this.#sceneOf(desk.sheet), clip);
    });
    this.#overlay = new Overlay(host);
  }

  show(source: ImageSource | null): void {
    this.#source = source;
    this.#isImageStale = true;
    this.#scheduler.request();
  }

  /** Another sheet, other categories, or boxes from elsewhere. */
  repaintAll(): void {
    this.#styles = stylesOf(this.#desk.categories);
    this.#isImageStale = true;
    this.#areBoxesStale = true;
    this.#scheduler.request();
  }

  repaint(change: Change): void {
    for (const { before, after } of change.edits) {
      if (before !== null) this.#parts.push(before);
      if (after !== null) this.#parts.push(after);
    }
    this.#scheduler.request();
  }

  request(): void {
    this.#scheduler.request();
  }

  /** Lays something more above the boxes. Answers with how to take it away. */
  layAbove(make: AboveMaker): () => void {
    const above = make(this.#host, this.#desk, () => this.#scheduler.request());
    this.#above.add(above);
    this.#scheduler.request();
    return () => {
      if (this.#above.delete(above)) above.destroy();
    };
  }

  destroy(): void {
    this.#scheduler.stop();
    this.#cost.stop();
    for (const above of this.#above) above.destroy();
    this.#above.clear();
    if (this.#settle !== null) window.clearTimeout(this.#settle);
    this.#host.replaceChildren();
  }

  #paint(): void {
    const { view } = this.#desk.camera;
    if (view.width === 0 || view.height === 0) return;

    this.#noticeRatio();
    this.#noticeSelection();
    this.#noticeHeld();
    this.#paintLayers(view);
    this.#overlay.update(this.#overlayScene(view));
    for (const above of this.#above) above.update(view, this.#styleOf);
    this.#host.style.cursor = cursorFor(this.#desk);
  }

  #paintLayers(view: Viewport): void {
    const hasMoved = !this.#image.isCrisp(view) || !this.#boxes.isCrisp(view);
    if (hasMoved && !this.#cost.isAffordable && !this.#isImageStale && !this.#areBoxesStale) {
      this.#image.follow(view);
      this.#boxes.follow(view);
      this.#repaintLater();
      return;
    }
    if (hasMoved || (this.#isImageStale && this.#areBoxesStale)) this.#cost.begin();
    if (this.#isImageStale || !this.#image.isCrisp(view)) this.#image.repaint(view);
    this.#paintBoxLayer(view);
    this.#isImageStale = false;
  }

  #paintBoxLayer(view: Viewport): void {
    const isWhole =
      this.#areBoxesStale || !this.#boxes.isCrisp(view) || this.#parts.length > MOST_PARTS;
    if (isWhole) this.#boxes.repaint(view);
    else for (const part of this.#parts) this.#boxes.repaintPart(view, regionOf(part, view));
    this.#areBoxesStale = false;
    this.#parts = [];
  }

  #repaintLater(): void {
    if (this.#settle !== null) window.clearTimeout(this.#settle);
    this.#settle = window.setTimeout(() => {
      this.#settle = null;
      this.#isImageStale = true;
      this.#areBoxesStale = true;
      this.#scheduler.request();
    }, SETTLE_MS);
  }

  /** The window went to a screen with other pixels, or the page was zoomed. */
  #noticeRatio(): void {
    const ratio = window.devicePixelRatio || 1;
    if (ratio === this.#labelRatio) return;
    this.#labelRatio = ratio;
    this.#labels = new LabelSprites(ratio);
    this.#isImageStale = true;
    this.#areBoxesStale = true;
  }

  #noticeSelection(): void {
    const { selection } = this.#desk;
    if (selection === this.#paintedSelection) return;
    this.#markChanged(this.#paintedSelection, selection);
    this.#paintedSelection = selection;
  }

  #noticeHeld(): void {
    const held = new Set(this.#desk.preview.moving.keys());
    if (held.size === 0 && this.#held.size === 0) return;
    if (held.size !== this.#held.size) this.#markChanged(this.#held, held);
    this.#held = held;
  }

  #markChanged(before: ReadonlySet<string>, after: ReadonlySet<string>): void {
    for (const key of new Set([...before, ...after])) {
      if (before.has(key) && after.has(key)) continue;
      const box = this.#desk.sheet?.document.get(key) ?? null;
      if (box !== null) this.#parts.push(box);
    }
  }

  #sceneOf(sheet: Sheet): BoxScene {
    const isVisible = this.#desk.visibility(sheet);
    const { selection } = this.#desk;
    const held = this.#held;
    return {
      document: sheet.document,
      styles: this.#styles,
      labels: this.#labels,
      showsNames: this.#desk.showsNames,
      showsCues: this.#desk.showsCues && !isAudited(sheet.image.id),
      tolerance: this.#desk.aids.tolerance,
      isPainted: (slot) => isVisible(slot) && !held.has(sheet.document.keyOf(slot)),
      isHint: hintSlots(this.#desk, sheet),
      isSelected: (slot) => selection.has(sheet.document.keyOf(slot)),
    };
  }

  #overlayScene(view: Viewport): OverlayScene {
    const { preview, sheet, isPeeking } = this.#desk;
    const moving = this.#movingBoxes();
    const box = this.#desk.selection.size === 1 ? (this.#desk.selectedBoxes()[0] ?? null) : null;
    const isLocked = box !== null && (sheet?.locked.has(box.key) ?? false);
    const isSelectedShown = box !== null && !isLocked && !isPeeking && moving.length === 0;
    return {
      view,
      selected: isSelectedShown ? { rect: box, color: this.#colorOf(box.category) } : null,
      hovered: this.#hoveredRect(),
      moving,
      draft:
        preview.draft === null
          ? null
          : { rect: preview.draft, color: this.#colorOf(this.#desk.currentCategory) },
      marquee: preview.marquee,
      ghosts: sheet === null ? [] : ghostsOf(sheet),
      crosshair: sheet !== null && this.#desk.tool === "draw" ? this.#desk.pointer : null,
    };
  }

  #movingBoxes(): MovingBox[] {
    const { preview, sheet } = this.#desk;
    if (preview.moving.size > MOST_MOVING) {
      const rect = boundsOf(preview.moving.values());
      return rect === null ? [] : [{ rect, color: UNKNOWN.color, isSuggested: false }];
    }
    return [...preview.moving].map(([key, rect]) => {
      const box = sheet?.document.get(key) ?? null;
      return {
        rect,
        color: this.#colorOf(box?.category ?? null),
        isSuggested: box?.status === "predicted",
      };
    });
  }

  #hoveredRect(): Rect | null {
    const { hover, sheet, selection, tool } = this.#desk;
    if (hover === null || tool !== "select" || selection.has(hover.key)) return null;
    return sheet?.document.get(hover.key) ?? null;
  }

  readonly #styleOf = (category: number): Style => this.#styles.get(category) ?? UNKNOWN;

  #colorOf(category: number | null): string {
    return this.#styleOf(category ?? -1).color;
  }
}

/** Versions of boxes that somebody else made, where both changed them. */
const ghostsOf = ({ saver }: Sheet): OverlayScene["ghosts"] =>
  saver.conflicts.flatMap(({ theirs, by }) =>
    theirs === null ? [] : [{ rect: theirs, name: by }],
  );

const RESIZE_CURSOR = {
  nw: "nwse-resize",
  se: "nwse-resize",
  ne: "nesw-resize",
  sw: "nesw-resize",
  n: "ns-resize",
  s: "ns-resize",
  e: "ew-resize",
  w: "ew-resize",
} as const;

function cursorFor({ hover, isPanning, selection, tool }: Desk): string {
  if (isPanning) return "grabbing";
  if (tool === "pan") return "grab";
  if (hover?.part === "handle") return RESIZE_CURSOR[hover.handle];
  if (tool === "draw") return "crosshair";
  if (hover === null) return "default";
  const isSelected = selection.has(hover.key);
  const isGroup = isSelected && selection.size > 1;
  if (hover.part === "edge" && hover.handle !== null && !isGroup)
    return RESIZE_CURSOR[hover.handle];
  return isSelected ? "move" : "pointer";
}
