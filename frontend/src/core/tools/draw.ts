/**
 * Draw a box, by dragging or by two clicks: idle -> pressed -> dragging -> idle, or
 * idle -> pressed -> placing -> closing -> idle. Escape leads back to idle from anywhere.
 */

import {
  boxBetween,
  clampRect,
  type ImagePoint,
  roundRect,
  type ScreenPoint,
} from "../geometry.ts";
import { isDrag, NO_PREVIEW, type Preview, type Scene, type Step } from "./machine.ts";

export type DrawState =
  | { readonly name: "idle" }
  | { readonly name: "pressed"; readonly from: ImagePoint; readonly screen: ScreenPoint }
  | { readonly name: "dragging"; readonly from: ImagePoint; readonly to: ImagePoint }
  /** The first corner was clicked; the second follows the pointer with no button held. */
  | { readonly name: "placing"; readonly from: ImagePoint; readonly to: ImagePoint }
  | { readonly name: "closing"; readonly from: ImagePoint; readonly to: ImagePoint };

const IDLE: DrawState = { name: "idle" };

export const drawIdle = IDLE;

export const draw: Step<DrawState> = (state, input, scene) => {
  if (input.type === "cancel") return [IDLE];

  switch (state.name) {
    case "idle":
      if (input.type !== "down") return [state];
      return [{ name: "pressed", from: input.at, screen: input.screen }];

    case "pressed":
      if (input.type === "up") return [{ name: "placing", from: state.from, to: input.at }];
      if (input.type !== "move" || !isDrag(state.screen, input)) return [state];
      return [{ name: "dragging", from: state.from, to: input.at }];

    case "dragging":
    case "closing":
      if (input.type === "up") return finish(state.from, input.at, scene);
      if (input.type !== "move") return [state];
      return [{ name: state.name, from: state.from, to: input.at }];

    case "placing":
      if (input.type === "up") return [state];
      return [
        {
          name: input.type === "down" ? "closing" : "placing",
          from: state.from,
          to: input.at,
        },
      ];
  }
};

function finish(from: ImagePoint, to: ImagePoint, scene: Scene): ReturnType<typeof draw> {
  const rect = clampRect(roundRect(boxBetween(from, to)), scene.image);
  return rect === null
    ? [IDLE, { type: "hint", code: "too-small" }]
    : [IDLE, { type: "draw", rect }];
}

export function drawPreview(state: DrawState): Preview {
  if (state.name === "idle" || state.name === "pressed") return NO_PREVIEW;
  return { ...NO_PREVIEW, draft: boxBetween(state.from, state.to) };
}
