import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Easel } from "./testing/easel.ts";

let easel: Easel;

beforeEach(() => {
  easel = new Easel();
});

afterEach(() => easel.end());

describe("the wheel", () => {
  const turn = (given: Readonly<Record<string, unknown>>) => {
    const before = easel.editor.snapshot().view;
    easel.screen.event("wheel", 500, 350, { deltaX: 0, deltaY: 0, ...given });
    const after = easel.editor.snapshot().view;
    return {
      zoom: after.scale / before.scale,
      across: after.left - before.left,
      down: after.top - before.top,
    };
  };

  test("zooms at the pointer, by lines too, and finely with Ctrl", () => {
    expect(turn({ deltaY: -100 }).zoom).toBeCloseTo(Math.exp(0.2));
    expect(turn({ deltaY: 5, deltaMode: 1 }).zoom).toBeCloseTo(Math.exp(-0.16));
    expect(turn({ deltaY: -10, ctrlKey: true }).zoom).toBeCloseTo(Math.exp(0.1));
  });

  test("goes sideways with Shift, or where a hand swipes sideways", () => {
    for (let step = 0; step < 4; step += 1) turn({ deltaY: -200 });
    expect(turn({ deltaY: 40, shiftKey: true })).toMatchObject({ zoom: 1, across: -40, down: 0 });
    expect(turn({ deltaX: 30, deltaY: 10 })).toMatchObject({ zoom: 1, across: -30, down: -10 });
  });
});
