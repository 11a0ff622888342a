import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { A, Easel } from "./testing/easel.ts";

let easel: Easel;

beforeEach(() => {
  easel = new Easel();
});

afterEach(() => easel.end());

describe("fingers", () => {
  const first = { pointerType: "touch", pointerId: 1 };
  const second = { pointerType: "touch", pointerId: 2 };

  test("pinch, and what one of them had begun is dropped", () => {
    const { scale } = easel.editor.snapshot();
    easel.pointer("down", 150, 350, first);
    easel.pointer("move", 170, 350, first);
    easel.pointer("down", 300, 350, second);
    easel.pointer("move", 450, 350, second);
    expect(easel.editor.snapshot().scale).toBeGreaterThan(scale);
    easel.pointer("up", 450, 350, second);
    easel.pointer("up", 170, 350, first);
    expect(easel.editor.isIdle()).toBe(true);
    expect(easel.rectOf("a")).toMatchObject(A);
  });

  test("that are not down do nothing", () => {
    easel.pointer("move", 150, 350, first);
    easel.screen.frame();
    expect(easel.shown("box-hovered")).toEqual([]);
  });

  test("that stay ask for the menu; those that move or leave do not", async () => {
    easel.pointer("down", 150, 350, first);
    await easel.screen.clock.pass(600);
    expect(easel.asked).toEqual(["menu"]);
    easel.pointer("up", 150, 350, first);
    expect(easel.selected).toEqual(["a"]);

    easel.pointer("down", 150, 350, first);
    easel.pointer("move", 190, 350, first);
    await easel.screen.clock.pass(600);
    easel.pointer("up", 190, 350, first);
    easel.pointer("down", 350, 350, first);
    easel.pointer("up", 350, 350, first);
    await easel.screen.clock.pass(600);
    expect(easel.asked).toEqual(["menu"]);
  });
});
