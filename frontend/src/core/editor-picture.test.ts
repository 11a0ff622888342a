import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ImageSource } from "./images/source.ts";
import { Easel, IMAGE, namesOf } from "./testing/easel.ts";

let easel: Easel;

beforeEach(() => {
  easel = new Easel();
});

afterEach(() => easel.end());

describe("the picture", () => {
  const bitmap = { width: 640, height: 480 } as ImageBitmap;
  const source = {
    pieces: () => [{ bitmap, left: 0, top: 0, width: 640, height: 480 }],
  } as unknown as ImageSource;

  test("is a grey field until it comes", () => {
    expect(namesOf(easel.drawnOn(IMAGE))).toContain("fillRect");
    easel.editor.show(source);
    easel.screen.frame();
    const drawn = easel.drawnOn(IMAGE);
    expect(namesOf(drawn)).not.toContain("fillRect");
    const { view } = easel.editor.snapshot();
    const [, image, x, y, width] = drawn.find(([name]) => name === "drawImage") ?? [];
    expect(image).toBe(bitmap);
    expect([x, y]).toEqual([Math.round(view.left), Math.round(view.top)]);
    expect(Math.abs(Number(width) - 640 * view.scale)).toBeLessThan(1);
  });

  test("is asked for as large as it is shown, and no larger than it is", () => {
    const size = easel.editor.sizeFor({ width: 6400, height: 4800 });
    expect(size.width).toBeGreaterThan(600);
    expect(size.width).toBeLessThan(1100);
  });

  test("shows its pixels to whoever looks closely", () => {
    easel.editor.show(source);
    easel.screen.frame();
    const context = easel.canvases[IMAGE]?.getContext();
    expect(context?.imageSmoothingEnabled).toBe(true);
    easel.editor.dispatch("view.zoomIn");
    easel.editor.dispatch("view.zoomIn");
    easel.editor.dispatch("view.zoomIn");
    easel.screen.frame();
    expect(context?.imageSmoothingEnabled).toBe(false);
  });

  test("is gone with its sheet", () => {
    easel.editor.load(null);
    easel.drawnOn(IMAGE);
    easel.screen.frame();
    expect(namesOf(easel.drawnOn(IMAGE))).toEqual(["setTransform", "clearRect"]);
    expect(easel.editor.selectedOnScreen()).toBeNull();
    easel.click(150, 350);
    expect(easel.selected).toEqual([]);
  });
});
