import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { A, Easel } from "./testing/easel.ts";

let easel: Easel;

beforeEach(() => {
  easel = new Easel();
});

afterEach(() => easel.end());

describe("what the panels see", () => {
  test("stays the same until something changes", () => {
    const before = easel.editor.snapshot();
    expect(easel.editor.snapshot()).toBe(before);
    let heard = 0;
    const stop = easel.editor.subscribe(() => {
      heard += 1;
    });
    easel.editor.dispatch({ type: "tool", tool: "draw" });
    expect(heard).toBe(1);
    expect(easel.editor.snapshot()).not.toBe(before);
    expect(easel.editor.snapshot().boxes).toBe(before.boxes);
    stop();
    easel.editor.dispatch({ type: "tool", tool: "select" });
    expect(heard).toBe(1);
  });

  test("counts suggestions that are shown, and those that are not", () => {
    easel.open({ a: A }, [0.9, 0.3]);
    expect(easel.editor.snapshot()).toMatchObject({ suggested: 1, hidden: 1, threshold: 0.5 });
    easel.editor.dispatch("box.rejectVisible");
    expect(easel.editor.snapshot()).toMatchObject({ suggested: 0, canUndo: true });
    expect(easel.editor.snapshot().boxes.map(({ status }) => status)).toEqual([
      "confirmed",
      "rejected",
    ]);
    expect(easel.editor.snapshot().counts.get(1)).toBeDefined();
  });

  test("is empty without an image", () => {
    easel.editor.load(null);
    expect(easel.editor.snapshot()).toMatchObject({ boxes: [], canUndo: false, hiddenBoxes: 0 });
    expect(easel.editor.dispatch("image.next")).toBe(false);
  });
});
