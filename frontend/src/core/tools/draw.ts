/**
 * Draw a box, by dragging or by two clicks: idle -> pressed -> dragging -> idle, or
 * idle -> pressed -> placing -> closing -> idle. Escape leads back to idle from anywhere. Alt draws
 * from the middle, Ctrl a square, Shift exactly.
 */

import {
  boxBetween,
  clampRect,
  type ImagePoint,
  imagePoint,
  type Rect,
  roundRect,
  type ScreenPoint,
} from "../geometry.ts";
import {
  isDrag,
  NO_PREVIEW,
  type PointerInput,
  type Preview,
  type Scene,
  type Step,
} from "./machine.ts";

export type DrawState =
  | { readonly name: "idle" }
  | { readonly name: "pressed"; readonly from: ImagePoint; readonly screen: ScreenPoint }
  | { readonly name: "dragging"; readonly from: ImagePoint; readonly rect: Rect }
  /** The first corner was clicked; the second follows the pointer with no button held. */
  | { readonly name: "placing"; readonly from: ImagePoint; readonly rect: Rect }
  | { readonly name: "closing"; readonly from: ImagePoint; readonly rect: Rect };

const IDLE: DrawState = { name: "idle" };

export const drawIdle = IDLE;

export const draw: Step<DrawState> = (state, input, scene) => {
  if (input.type === "cancel") return [IDLE];

  switch (state.name) {
    case "idle":
      if (input.type !== "down") return [state];
      return [{ name: "pressed", from: input.at, screen: input.screen }];

    case "pressed":
      if (input.type === "up") return clicked(state.from, input, scene);
      if (input.type !== "move" || !isDrag(state.screen, input)) return [state];
      return [spanning("dragging", state.from, input)];

    case "dragging":
    case "closing":
      if (input.type === "up") return finish(state.from, input, scene);
      if (input.type !== "move") return [state];
      return [spanning(state.name, state.from, input)];

    case "placing":
      if (input.type === "up") return [state];
      return [spanning(input.type === "down" ? "closing" : "placing", state.from, input)];
  }
};

const spanning = <N extends "dragging" | "placing" | "closing">(
  name: N,
  from: ImagePoint,
  input: PointerInput,
) => ({ name, from, rect: spanned(from, input) });

function spanned(from: ImagePoint, { at, modifiers }: PointerInput): Rect {
  let dx = at.x - from.x;
  let dy = at.y - from.y;
  if (modifiers.ctrl) {
    const side = Math.max(Math.abs(dx), Math.abs(dy));
    dx = dx < 0 ? -side : side;
    dy = dy < 0 ? -side : side;
  }
  const opposite = modifiers.alt ? imagePoint(from.x - dx, from.y - dy) : from;
  return boxBetween(opposite, imagePoint(from.x + dx, from.y + dy));
}

/** A click on an object that the model sees is the object; anywhere else, the first of two corners. */
function clicked(from: ImagePoint, input: PointerInput, scene: Scene): ReturnType<typeof draw> {
  if (!input.modifiers.shift && scene.snaps(from)) return [IDLE, { type: "snap", at: from }];
  return [spanning("placing", from, input)];
}

function finish(from: ImagePoint, input: PointerInput, scene: Scene): ReturnType<typeof draw> {
  const rect = clampRect(roundRect(spanned(from, input)), scene.image);
  return rect === null
    ? [IDLE, { type: "hint", code: "too-small" }]
    : [IDLE, { type: "draw", rect, isExact: input.modifiers.shift }];
}

export function drawPreview(state: DrawState): Preview {
  if (state.name === "idle" || state.name === "pressed") return NO_PREVIEW;
  return { ...NO_PREVIEW, draft: state.rect };
}
