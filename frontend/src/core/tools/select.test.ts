import { describe, expect, test } from "vitest";
import type { Rect } from "../geometry.ts";
import type { Hit, PointerKind } from "../hit.ts";
import { CANCEL, down, inside, move, play, scene, up } from "../testing/gestures.ts";
import type { Effect, Input, Modifiers, Scene } from "./machine.ts";
import { select, selectIdle, selectPreview } from "./select.ts";

const selecting = (at: Scene, ...inputs: Input[]) => play(select, selectIdle, at, inputs);

describe("a click", () => {
  test("selects what it hits, and nothing where nothing is", () => {
    expect(selecting(scene(inside("a")), down(150, 120), up(150, 120)).effects).toEqual([
      { type: "select", keys: ["a"] },
    ]);
    expect(selecting(scene(null, ["a"]), down(5, 5), up(5, 5)).effects).toEqual([
      { type: "select", keys: [] },
    ]);
  });

  test("with Shift adds to the selection, and takes away", () => {
    const shift = { shift: true };
    const click = [down(1, 1, shift), up(1, 1, shift)] as const;
    expect(selecting(scene(inside("b"), ["a"]), ...click).effects).toEqual([
      { type: "select", keys: ["a", "b"] },
    ]);
    expect(selecting(scene(inside("a"), ["a", "b"]), ...click).effects).toEqual([
      { type: "select", keys: ["b"] },
    ]);
  });

  test("on the selected box goes down the stack", () => {
    const { effects } = selecting(scene(inside("a"), ["a"]), down(150, 120), up(150, 120));
    expect(effects).toEqual([{ type: "select", keys: ["b"] }]);
  });
});

test("a click with Alt goes down the stack from wherever the selection is", () => {
  const alt = { alt: true };
  const edge: Hit = { part: "edge", key: "a", handle: "w" };
  const { effects } = selecting(scene(edge, ["a"]), down(100, 120, alt), up(100, 120, alt));
  expect(effects).toEqual([{ type: "select", keys: ["b"] }]);
});

test("a click with Shift beside all boxes keeps the selection", () => {
  const shift = { shift: true };
  const { effects } = selecting(scene(null, ["a"]), down(1, 1, shift), up(1, 1, shift));
  expect(effects).toEqual([{ type: "select", keys: ["a"] }]);
});

describe("dragging", () => {
  const rectsOf = (effects: readonly Effect[]) => {
    const last = effects.at(-1);
    return last?.type === "reshape" ? Object.fromEntries(last.rects) : null;
  };

  test("a box selects it and moves it", () => {
    const { effects } = selecting(scene(inside("a")), down(150, 120), move(160, 120), up(170, 140));
    expect(effects[0]).toEqual({ type: "select", keys: ["a"] });
    expect(rectsOf(effects)).toEqual({ a: { x1: 120, y1: 120, x2: 220, y2: 170 } });
  });

  test("one of several selected boxes moves all, as far as the group can go", () => {
    const at = scene(inside("a"), ["a", "b"]);
    const { effects } = selecting(at, down(150, 120), move(160, 120), up(900, 120));
    expect(rectsOf(effects)).toEqual({
      a: { x1: 390, y1: 100, x2: 490, y2: 150 },
      b: { x1: 590, y1: 100, x2: 640, y2: 150 },
    });
  });

  test("with Alt leaves the box and copies it", () => {
    const at = scene(inside("a"), ["a"]);
    const alt = { alt: true };
    const { effects } = selecting(at, down(150, 120, alt), move(180, 120, alt), up(180, 120, alt));
    expect(effects.at(-1)?.type).toBe("copy");
  });

  test("a handle resizes, and rounds only the side that was pulled", () => {
    const precise: Rect = { x1: 100.123456, y1: 100.5, x2: 200.987654, y2: 150 };
    const hit: Hit = { part: "handle", key: "p", handle: "e" };
    const at: Scene = { ...scene(hit, ["p"]), rectOf: () => precise };
    const { effects } = selecting(at, down(201, 120), move(210, 120), up(220.3333, 120));
    expect(rectsOf(effects)).toEqual({ p: { ...precise, x2: 220.32 } });
  });

  test("a side onto the opposite one leaves the box as it was", () => {
    const hit: Hit = { part: "handle", key: "a", handle: "e" };
    const { effects } = selecting(
      scene(hit, ["a"]),
      down(200, 120),
      move(150, 120),
      up(100.2, 120),
    );
    expect(effects).toEqual([{ type: "hint", code: "too-small" }]);
  });

  test("on empty image catches what the frame touches", () => {
    const { effects } = selecting(scene(null, []), down(5, 5), move(300, 300), up(400, 400));
    expect(effects).toEqual([{ type: "select", keys: ["a", "b"] }]);
  });

  test("with Shift on a box frames more boxes, beside those that are selected", () => {
    const shift = { shift: true };
    const at: Scene = { ...scene(inside("a"), ["c"]), within: () => ["a"] };
    const { effects } = selecting(at, down(5, 5, shift), move(90, 90, shift), up(90, 90, shift));
    expect(effects).toEqual([{ type: "select", keys: ["c", "a"] }]);
  });

  test("a corner with Shift keeps the proportions, with Alt the middle", () => {
    const corner: Hit = { part: "handle", key: "a", handle: "se" };
    const pull = (modifiers: Partial<Modifiers>) =>
      rectsOf(
        selecting(
          scene(corner, ["a"]),
          down(200, 150, modifiers),
          move(210, 150, modifiers),
          up(220, 150, modifiers),
        ).effects,
      );
    expect(pull({ shift: true })).toEqual({ a: { x1: 100, y1: 100, x2: 220, y2: 160 } });
    expect(pull({ alt: true })).toEqual({ a: { x1: 80, y1: 100, x2: 220, y2: 150 } });
  });

  test("escape leaves everything as it was", () => {
    const { state, effects } = selecting(
      scene(inside("a"), ["a"]),
      down(150, 120),
      move(300, 300),
      CANCEL,
      up(300, 300),
    );
    expect(effects).toEqual([]);
    expect(state.name).toBe("idle");
  });

  test("a finger must go further than a mouse", () => {
    const at = scene(inside("a"), ["a"]);
    const six = (pointer: PointerKind) =>
      selecting(at, down(100, 100, {}, pointer), move(106, 100, {}, pointer)).state.name;
    expect(six("mouse")).toBe("moving");
    expect(six("touch")).toBe("pressed");
  });

  test("shows where the boxes would go", () => {
    const { state } = selecting(scene(inside("a"), ["a"]), down(150, 120), move(160, 120));
    expect(selectPreview(state).moving.get("a")).toEqual({ x1: 110, y1: 100, x2: 210, y2: 150 });
    const frame = selecting(scene(), down(0, 0), move(30, 30)).state;
    expect(selectPreview(frame).marquee).toEqual({ x1: 0, y1: 0, x2: 30, y2: 30 });
  });
});
