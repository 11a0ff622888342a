/** Inputs as a pointer makes them, a scene of two boxes, and what a tool makes of both. */

import { imagePoint, type Rect, screenPoint } from "../geometry.ts";
import type { Hit, PointerKind } from "../hit.ts";
import type { Effect, Input, Modifiers, Scene, Step } from "../tools/machine.ts";
import { IMAGE } from "./make.ts";

const NONE: Modifiers = { shift: false, alt: false, ctrl: false };
const RECTS: Readonly<Record<string, Rect>> = {
  a: { x1: 100, y1: 100, x2: 200, y2: 150 },
  b: { x1: 300, y1: 100, x2: 350, y2: 150 },
};

const input =
  (type: "down" | "move" | "up") =>
  (
    x: number,
    y: number,
    modifiers: Partial<Modifiers> = {},
    pointer: PointerKind = "mouse",
  ): Input => ({
    type,
    at: imagePoint(x, y),
    screen: screenPoint(x, y),
    pointer,
    modifiers: { ...NONE, ...modifiers },
  });
export const [down, move, up] = [input("down"), input("move"), input("up")];
export const CANCEL: Input = { type: "cancel" };

export const inside = (key: string): Hit => ({ part: "inside", key });

export const scene = (hit: Hit | null = null, selection: readonly string[] = []): Scene => ({
  image: IMAGE,
  selection,
  rectOf: (key) => RECTS[key] ?? null,
  hit: () => hit,
  stack: () => ["a", "b"],
  within: () => ["a", "b"],
  snaps: () => false,
});

/** The state that the inputs lead to, and their effects. */
export function play<State>(step: Step<State>, idle: State, at: Scene, inputs: readonly Input[]) {
  let state = idle;
  const effects: Effect[] = [];
  for (const each of inputs) {
    const [next, ...more] = step(state, each, at);
    state = next;
    effects.push(...more);
  }
  return { state, effects };
}
