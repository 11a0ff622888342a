import { expect, test } from "vitest";
import { down, move, play, scene, up } from "../testing/gestures.ts";
import { pan, panIdle } from "./pan.ts";

test("the hand moves the image by what the pointer moved", () => {
  const { state, effects } = play(pan, panIdle, scene(), [
    down(0, 0),
    move(5, 7),
    up(6, 7),
    move(9, 9),
  ]);
  expect(effects).toEqual([
    { type: "pan", dx: 5, dy: 7 },
    { type: "pan", dx: 1, dy: 0 },
  ]);
  expect(state.name).toBe("idle");
});
