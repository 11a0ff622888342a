import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clampRect, imagePoint, type Rect, screenPoint } from "../geometry.ts";
import type { Hit, PointerKind } from "../hit.ts";
import { IMAGE } from "../testing/make.ts";
import { draw, drawIdle, drawPreview } from "./draw.ts";
import type { Effect, Input, Modifiers, Scene, Step } from "./machine.ts";
import { pan, panIdle } from "./pan.ts";
import { pinchOf, pinchStep } from "./pinch.ts";
import { select, selectIdle, selectPreview } from "./select.ts";

const NONE: Modifiers = { shift: false, alt: false, ctrl: false };
const BOX: Rect = { x1: 100, y1: 100, x2: 200, y2: 150 };
const OTHER: Rect = { x1: 300, y1: 100, x2: 350, y2: 150 };
const RECTS: Readonly<Record<string, Rect>> = { a: BOX, b: OTHER };

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
const [down, move, up] = [input("down"), input("move"), input("up")];
const CANCEL: Input = { type: "cancel" };

const scene = (hit: Hit | null = null, selection: readonly string[] = []): Scene => ({
  image: IMAGE,
  selection,
  rectOf: (key) => RECTS[key] ?? null,
  hit: () => hit,
  stack: () => ["a", "b"],
  within: () => ["a", "b"],
  snaps: () => false,
});

function play<State>(step: Step<State>, idle: State, at: Scene, inputs: readonly Input[]) {
  let state = idle;
  const effects: Effect[] = [];
  for (const each of inputs) {
    const [next, ...more] = step(state, each, at);
    state = next;
    effects.push(...more);
  }
  return { state, effects };
}

const drawing = (...inputs: Input[]) => play(draw, drawIdle, scene(), inputs);
const selecting = (at: Scene, ...inputs: Input[]) => play(select, selectIdle, at, inputs);
const inside = (key: string): Hit => ({ part: "inside", key });

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

test("two fingers zoom by their distance and pan by their middle", () => {
  const before = pinchOf(screenPoint(0, 0), screenPoint(100, 0));
  const after = pinchOf(screenPoint(0, 10), screenPoint(200, 10));
  expect(pinchStep(before, after)).toEqual({
    dx: 50,
    dy: 10,
    factor: 2,
    centre: screenPoint(100, 10),
  });
});
