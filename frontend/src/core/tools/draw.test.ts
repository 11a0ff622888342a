import { describe, expect, test } from "vitest";
import { CANCEL, down, move, play, scene, up } from "../testing/gestures.ts";
import { draw, drawIdle, drawPreview } from "./draw.ts";
import type { Input } from "./machine.ts";

const drawing = (...inputs: Input[]) => play(draw, drawIdle, scene(), inputs);

describe("drawing", () => {
  test("by a drag gives a box", () => {
    const { state, effects } = drawing(down(10, 10), move(50, 60), up(90, 70));
    expect(effects).toEqual([
      { type: "draw", rect: { x1: 10, y1: 10, x2: 90, y2: 70 }, isExact: false },
    ]);
    expect(state.name).toBe("idle");
  });

  test("by two clicks gives the same box", () => {
    const { effects } = drawing(down(90, 70), up(90, 70), move(40, 40), down(10, 10), up(10, 10));
    expect(effects).toEqual([
      { type: "draw", rect: { x1: 10, y1: 10, x2: 90, y2: 70 }, isExact: false },
    ]);
  });

  test("a trembling hand still clicks", () => {
    const { state, effects } = drawing(down(10, 10), move(11, 11), up(12, 11));
    expect(effects).toEqual([]);
    expect(state.name).toBe("placing");
  });

  test("escape throws the box away", () => {
    const { state, effects } = drawing(down(0, 0), move(90, 90), CANCEL, up(90, 90));
    expect(effects).toEqual([]);
    expect(state.name).toBe("idle");
  });

  test("outside the image is cut, and nothing is left of a box that is all outside", () => {
    const cut = drawing(down(600, 400), move(700, 500), up(700, 500));
    expect(cut.effects).toEqual([
      { type: "draw", rect: { x1: 600, y1: 400, x2: 640, y2: 480 }, isExact: false },
    ]);
    const gone = drawing(down(650, 10), move(700, 90), up(700, 90));
    expect(gone.effects).toEqual([{ type: "hint", code: "too-small" }]);
  });

  test("by two clicks follows the pointer in between, until escape", () => {
    const clicked = [down(10, 10), up(10, 10), move(50, 60)] as const;
    expect(drawPreview(drawing(...clicked).state).draft).toEqual({
      x1: 10,
      y1: 10,
      x2: 50,
      y2: 60,
    });
    const { state, effects } = drawing(...clicked, CANCEL, move(90, 90));
    expect(effects).toEqual([]);
    expect(drawPreview(state).draft).toBeNull();
  });

  test("two clicks on one place are a slip of the hand", () => {
    const { state, effects } = drawing(down(10, 10), up(10, 10), down(10, 10), up(10, 10));
    expect(effects).toEqual([{ type: "hint", code: "too-small" }]);
    expect(state.name).toBe("idle");
  });

  test("with Shift is exact, whatever the model sees", () => {
    const exact = drawing(down(10, 10), move(50, 60), up(90, 71, { shift: true }));
    expect(exact.effects).toMatchObject([{ type: "draw", isExact: true }]);
  });

  test("by a click on an object that the model sees needs no second one", () => {
    const seen = { ...scene(), snaps: () => true };
    const one = play(draw, drawIdle, seen, [down(10, 10), up(10, 10)]);
    expect(one.effects).toMatchObject([{ type: "snap", at: { x: 10, y: 10 } }]);
    const two = play(draw, drawIdle, seen, [down(10, 10), up(10, 10, { shift: true })]);
    expect(two.state.name).toBe("placing");
  });

  test("rounds to a hundredth of a pixel", () => {
    const { effects } = drawing(down(10.123, 10), move(50, 60), up(90, 70.999));
    expect(effects).toEqual([
      { type: "draw", rect: { x1: 10.12, y1: 10, x2: 90, y2: 71 }, isExact: false },
    ]);
  });

  test("shows what it would draw", () => {
    const { state } = drawing(down(10, 10), move(50, 60));
    expect(drawPreview(state).draft).toEqual({ x1: 10, y1: 10, x2: 50, y2: 60 });
    expect(drawPreview(drawIdle).draft).toBeNull();
  });
});
