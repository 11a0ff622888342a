/**
 * What all tools share: the inputs they are fed, what they may ask of the scene, and the effects
 * they answer with. A tool is a pure step from a state and an input to the next state; it never
 * changes a box itself.
 */

import type { ImagePoint, Rect, ScreenPoint, Size } from "../geometry.ts";
import type { Hit, PointerKind } from "../hit.ts";

export interface Modifiers {
  readonly shift: boolean;
  readonly alt: boolean;
  readonly ctrl: boolean;
}

export interface PointerInput {
  readonly type: "down" | "move" | "up";
  readonly at: ImagePoint;
  readonly screen: ScreenPoint;
  readonly pointer: PointerKind;
  readonly modifiers: Modifiers;
  /** Whether the press follows another in the same place, as the second of a double click. */
  readonly isSecond?: boolean;
}

/** Escape, a lost pointer, a window that lost the focus, a new image: all are a cancel. */
export type Input = PointerInput | { readonly type: "cancel" };

/** What a tool may ask while it decides. */
export interface Scene {
  readonly image: Size;
  readonly selection: readonly string[];
  rectOf(key: string): Rect | null;
  hit(at: ImagePoint, pointer: PointerKind): Hit | null;
  /** Keys under the point, smallest first. */
  stack(at: ImagePoint): readonly string[];
  within(rect: Rect): readonly string[];
  /** Whether a click there means an object that the model sees, and not the corner of a new box. */
  snaps(at: ImagePoint): boolean;
}

export type Effect =
  | { readonly type: "select"; readonly keys: readonly string[] }
  /** Exact: as it was drawn, although the model sees an object close by. */
  | { readonly type: "draw"; readonly rect: Rect; readonly isExact: boolean }
  | { readonly type: "snap"; readonly at: ImagePoint }
  | {
      readonly type: "reshape";
      readonly name: "move" | "resize";
      readonly rects: ReadonlyMap<string, Rect>;
    }
  | { readonly type: "copy"; readonly rects: ReadonlyMap<string, Rect> }
  | { readonly type: "pan"; readonly dx: number; readonly dy: number }
  | { readonly type: "hint"; readonly code: "too-small" };

export type Step<State> = (
  state: State,
  input: Input,
  scene: Scene,
) => readonly [State, ...Effect[]];

/** What is drawn above the boxes while a gesture runs. */
export interface Preview {
  /** A rectangle that is being drawn. */
  readonly draft: Rect | null;
  /** Boxes that are being moved or resized, where they would go. */
  readonly moving: ReadonlyMap<string, Rect>;
  readonly marquee: Rect | null;
}

export const NO_PREVIEW: Preview = { draft: null, moving: new Map(), marquee: null };

const DRAG_STARTS_AFTER: Record<PointerKind, number> = { mouse: 3, pen: 4, touch: 8 };

/** Far enough from where the button went down to be meant as a drag. */
export const isDrag = (from: ScreenPoint, input: PointerInput): boolean =>
  Math.hypot(input.screen.x - from.x, input.screen.y - from.y) >= DRAG_STARTS_AFTER[input.pointer];
