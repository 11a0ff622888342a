/** The hand: idle -> panning -> idle. Works in screen pixels, since the image moves under it. */

import type { ScreenPoint } from "../geometry.ts";
import type { Step } from "./machine.ts";

export type PanState =
  | { readonly name: "idle" }
  | { readonly name: "panning"; readonly last: ScreenPoint };

const IDLE: PanState = { name: "idle" };

export const panIdle = IDLE;

export const pan: Step<PanState> = (state, input) => {
  if (input.type === "cancel") return [IDLE];
  if (state.name === "idle") {
    return input.type === "down" ? [{ name: "panning", last: input.screen }] : [state];
  }
  if (input.type === "down") return [state];

  const effect = {
    type: "pan",
    dx: input.screen.x - state.last.x,
    dy: input.screen.y - state.last.y,
  } as const;
  return [input.type === "up" ? IDLE : { name: "panning", last: input.screen }, effect];
};
