import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clampRect, type Rect } from "../geometry.ts";
import { CANCEL, down, inside, move, play, scene, up } from "../testing/gestures.ts";
import { IMAGE } from "../testing/make.ts";
import { draw, drawIdle } from "./draw.ts";
import type { Effect, Input, Scene, Step } from "./machine.ts";
import { pan, panIdle } from "./pan.ts";
import { select, selectIdle } from "./select.ts";

describe("whatever was done before", () => {
  const anyInput = fc
    .record({
      make: fc.constantFrom(down, move, up),
      x: fc.integer({ min: -50, max: 700 }),
      y: fc.integer({ min: -50, max: 550 }),
      modifiers: fc.record({ shift: fc.boolean(), alt: fc.boolean(), ctrl: fc.boolean() }),
    })
    .map(({ make, x, y, modifiers }) => make(x, y, modifiers));
  const inputs = fc.array(anyInput, { maxLength: 12 });
  const scenes = fc.constantFrom(
    scene(),
    scene(inside("a")),
    scene(inside("a"), ["a", "b"]),
    scene({ part: "handle", key: "a", handle: "nw" }, ["a"]),
  );

  /** Plays the inputs and cancels: what the cancel itself led to. */
  function cancelled<State>(step: Step<State>, idle: State, at: Scene, before: readonly Input[]) {
    const { state } = play(step, idle, at, before);
    return play(step, state, at, [CANCEL, move(300, 300), up(300, 300)]);
  }

  test("cancel ends every gesture without an effect", () => {
    fc.assert(
      fc.property(scenes, inputs, (at, before) => {
        expect(cancelled(draw, drawIdle, at, before)).toEqual({ state: drawIdle, effects: [] });
        expect(cancelled(select, selectIdle, at, before)).toEqual({
          state: selectIdle,
          effects: [],
        });
        expect(cancelled(pan, panIdle, at, before)).toEqual({ state: panIdle, effects: [] });
      }),
    );
  });

  test("boxes come out inside the image, with an area", () => {
    fc.assert(
      fc.property(scenes, inputs, (at, before) => {
        const effects = [
          ...play(draw, drawIdle, at, before).effects,
          ...play(select, selectIdle, at, before).effects,
        ];
        for (const rect of effects.flatMap(rectsIn)) {
          expect(clampRect(rect, IMAGE)).toEqual(rect);
        }
      }),
    );
  });

  const rectsIn = (effect: Effect): Rect[] => {
    if (effect.type === "draw") return [effect.rect];
    return effect.type === "reshape" || effect.type === "copy" ? [...effect.rects.values()] : [];
  };
});
