import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Rect } from "./geometry.ts";
import { A, B, BOXES, Easel, namesOf } from "./testing/easel.ts";

/** Edges of a box that was drawn by hand are rounded to the hundredth of a pixel. */
const about = (rect: Rect) =>
  Object.fromEntries(Object.entries(rect).map(([side, at]) => [side, expect.closeTo(at, 0)]));

let easel: Easel;

beforeEach(() => {
  easel = new Easel();
});

afterEach(() => easel.end());

describe("the mouse", () => {
  test("selects, and the box gets handles", () => {
    easel.click(150, 350);
    easel.screen.frame();
    expect(easel.selected).toEqual(["a"]);
    expect(easel.shown("box-frame")).toHaveLength(1);
    expect(easel.editor.selectedOnScreen()?.x1).toBeCloseTo(easel.place(100, 300)[0]);
    expect(easel.cursor).toBe("default");
  });

  test("moves a box: in the hand it lies above the others, and where it was there is nothing", () => {
    easel.drawnOn(BOXES);
    easel.carry([150, 350], [170, 360]);
    expect(easel.shown("box-moving")).toHaveLength(1);
    expect(easel.shown("box-size")[0]?.textContent).toBe("100 × 100");
    expect(namesOf(easel.drawnOn(BOXES))).toContain("clip");
    easel.pointer("up", 170, 360);
    easel.screen.frame();
    expect(easel.shown("box-moving")).toEqual([]);
    expect(easel.rectOf("a")).toMatchObject(about({ x1: 120, y1: 310, x2: 220, y2: 410 }));
  });

  test("draws, with a crosshair and a size to see", () => {
    easel.editor.dispatch("tool.draw");
    easel.pointer("move", 30, 30);
    easel.screen.frame();
    expect(easel.shown("box-crosshair")).toHaveLength(2);
    easel.carry([30, 30], [90, 70]);
    expect(easel.shown("box-size")[0]?.textContent).toBe("60 × 40");
    easel.pointer("up", 90, 70);
    expect(easel.sheet.document.size).toBe(3);
    expect(easel.editor.isIdle()).toBe(true);
  });

  test("catches boxes with a frame, which Escape takes away", () => {
    easel.carry([50, 250], [450, 450]);
    expect(easel.shown("box-marquee")).toHaveLength(1);
    easel.screen.event("pointercancel", 0, 0);
    easel.screen.frame();
    expect(easel.shown("box-marquee")).toEqual([]);
    expect(easel.selected).toEqual([]);
    easel.drag([50, 250], [450, 450]);
    expect(easel.selected).toEqual(["a", "b"]);
  });

  test("shows by its form what it would do", () => {
    const over = (x: number, y: number) => {
      easel.pointer("move", x, y);
      easel.screen.frame();
      return easel.cursor;
    };
    expect(over(20, 20)).toBe("default");
    expect(over(150, 350)).toBe("pointer");
    expect(easel.shown("box-hovered")).toHaveLength(1);
    expect(over(150, 300)).toBe("ns-resize");
    easel.click(150, 350);
    expect(over(150, 350)).toBe("move");
    expect(over(100, 300)).toBe("nwse-resize");
    easel.editor.dispatch("tool.draw");
    expect(over(20, 20)).toBe("crosshair");
    easel.editor.dispatch("tool.pan");
    expect(over(20, 20)).toBe("grab");
    easel.pointer("down", 20, 20);
    expect(over(25, 25)).toBe("grabbing");
    easel.pointer("up", 25, 25);
    easel.screen.event("pointerleave", 0, 0);
    easel.screen.frame();
    expect(easel.shown("box-hovered")).toEqual([]);
  });

  test("moves many boxes as one frame", () => {
    easel.open(Object.fromEntries(Array.from({ length: 150 }, (_, number) => [`${number}`, B])));
    easel.editor.dispatch("box.selectAll");
    easel.carry([350, 350], [300, 320]);
    expect(easel.shown("box-moving")).toHaveLength(1);
  });

  test("pans with the middle button, and with Ctrl", () => {
    for (const given of [{ button: 1 }, { ctrlKey: true }]) {
      const { left } = easel.editor.snapshot().view;
      easel.editor.dispatch("view.zoomIn");
      const zoomed = easel.editor.snapshot().view.left;
      easel.drag([320, 240], [300, 240], given);
      expect(easel.editor.snapshot().view.left).toBeLessThan(zoomed);
      easel.editor.dispatch("view.fit");
      expect(easel.editor.snapshot().view.left).toBe(left);
    }
    easel.pointer("down", 20, 20, { button: 2 });
    expect(easel.editor.isIdle()).toBe(true);
  });

  test("lets go when the window does", () => {
    easel.carry([150, 350], [170, 360]);
    easel.screen.window.dispatchEvent(new Event("blur"));
    expect(easel.editor.isIdle()).toBe(true);
    expect(easel.rectOf("a")).toMatchObject(A);
  });

  test("asks for the menu of the box under it", () => {
    const event = easel.screen.event("contextmenu", ...easel.place(150, 350));
    expect(event.defaultPrevented).toBe(true);
    expect(easel.asked).toEqual(["menu"]);
    easel.screen.event("contextmenu", ...easel.place(150, 350), { pointerType: "touch" });
    expect(easel.asked).toEqual(["menu"]);
  });

  test("asks for a class by a double click on a box, and fits the image by one beside", () => {
    easel.click(150, 350);
    easel.click(150, 350);
    easel.screen.event("dblclick", ...easel.place(150, 350));
    expect(easel.asked).toEqual(["category.search"]);
    expect(easel.selected).toEqual(["a"]);

    easel.editor.dispatch("view.zoomIn");
    const { scale } = easel.editor.snapshot();
    easel.click(30, 30);
    easel.screen.event("dblclick", ...easel.place(30, 30));
    expect(easel.editor.snapshot().scale).toBeLessThan(scale);
    easel.screen.event("dblclick", ...easel.place(30, 30));
    expect(easel.editor.snapshot().scale).toBeCloseTo(scale);
    easel.editor.dispatch("tool.draw");
    easel.screen.event("dblclick", ...easel.place(150, 350));
    expect(easel.asked).toEqual(["category.search"]);
  });
});
