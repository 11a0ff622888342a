import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { B, BOXES, Easel, namesOf } from "./testing/easel.ts";

let easel: Easel;

beforeEach(() => {
  easel = new Easel();
});

afterEach(() => easel.end());

describe("a frame", () => {
  test("paints everything that changed, once", () => {
    easel.editor.dispatch("view.names");
    easel.editor.dispatch("view.names");
    expect(easel.screen.frame()).toBe(true);
    expect(easel.screen.frame()).toBe(false);
  });

  test("paints only the place of a box that changed", () => {
    easel.drawnOn(BOXES);
    easel.editor.dispatch({ type: "select", keys: ["a"] });
    easel.editor.dispatch("nudge.left.1");
    easel.screen.frame();
    expect(namesOf(easel.drawnOn(BOXES))).toContain("clip");
    easel.editor.dispatch("view.names");
    easel.screen.frame();
    expect(namesOf(easel.drawnOn(BOXES))).not.toContain("clip");
  });

  test("paints everything where many boxes changed", () => {
    easel.open(Object.fromEntries(Array.from({ length: 40 }, (_, number) => [`${number}`, B])));
    easel.drawnOn(BOXES);
    easel.editor.dispatch("box.selectAll");
    easel.screen.frame();
    expect(namesOf(easel.drawnOn(BOXES))).not.toContain("clip");
  });

  test("does not come where nothing can be seen", () => {
    easel.screen.resize(0, 0);
    easel.drawnOn(BOXES);
    easel.screen.frame();
    expect(easel.drawnOn(BOXES)).toEqual([]);
  });

  test("that would take too long moves what was painted, and is made good when the hand rests", async () => {
    let now = 0;
    vi.spyOn(performance, "now").mockImplementation(() => {
      now += 20;
      return now;
    });
    easel.editor.dispatch("view.names");
    easel.screen.frame();
    easel.drawnOn(BOXES);
    easel.screen.event("wheel", 500, 350, { deltaX: 0, deltaY: -100 });
    easel.screen.frame();
    expect(easel.drawnOn(BOXES)).toEqual([]);
    expect(easel.canvases[BOXES]?.style.transform).toMatch(/^matrix\(1\.2/);

    easel.screen.event("wheel", 500, 350, { deltaX: 0, deltaY: -100 });
    easel.screen.frame();
    await easel.screen.clock.pass(200);
    easel.screen.frame();
    expect(easel.canvases[BOXES]?.style.transform).toBe("");
    expect(namesOf(easel.drawnOn(BOXES))).toContain("strokeRect");
  });

  test("has the pixels of the screen that the window is on", () => {
    easel.screen.window.devicePixelRatio = 2;
    easel.editor.dispatch("tool.draw");
    easel.screen.frame();
    expect(easel.canvases[BOXES]).toMatchObject({ width: 2000, height: 1400 });
  });

  test("is not painted after the editor is gone", () => {
    easel.editor.dispatch("view.names");
    easel.editor.destroy();
    expect(easel.screen.frame()).toBe(false);
    expect(easel.screen.host.children).toEqual([]);
  });
});
