import { beforeEach, describe, expect, test } from "vitest";
import { type Box, BoxDocument } from "../document.ts";
import { box, suggestion } from "../testing/make.ts";
import type { Viewport } from "../viewport.ts";
import { type BoxScene, paintBoxes, paintedRegion } from "./box-layer.ts";
import type { LabelSprites } from "./label-sprites.ts";
import { stylesOf } from "./palette.ts";

const VIEW: Viewport = { scale: 1, left: 0, top: 0, width: 640, height: 480 };
const STYLES = stylesOf([{ id: 1, name: "RBC", color: "#e69f00", hotkey: "", archived: false }]);

let strokes: { readonly dash: string; readonly style: string; readonly width: number }[];
let fills: string[];
let texts: string[];
let bands: number[][];
let strokedPaths: { readonly dash: string; readonly style: string }[];

/** A context that writes down what is drawn. */
function context(): CanvasRenderingContext2D {
  let dash: number[] = [];
  const fake = {
    strokeStyle: "",
    fillStyle: "",
    lineWidth: 0,
    setLineDash: (next: number[]) => {
      dash = next;
    },
    strokeRect: () =>
      strokes.push({ dash: dash.join(" "), style: fake.strokeStyle, width: fake.lineWidth }),
    lineDashOffset: 0,
    fillRect: (...band: number[]) => {
      fills.push(fake.fillStyle);
      bands.push(band);
    },
    beginPath: () => {},
    moveTo: () => {},
    lineTo: () => {},
    stroke: () => {
      strokedPaths.push({ dash: dash.join(" "), style: fake.strokeStyle });
      if (dash.length > 0) texts.push("struck out");
    },
  };
  return fake as unknown as CanvasRenderingContext2D;
}

const labels = {
  spriteFor: (text: string) => ({ text, width: text.length * 7 }),
  copy: (_: unknown, sprite: { readonly text: string }) => texts.push(sprite.text),
} as unknown as LabelSprites;

function paint(boxes: readonly Box[], given: Partial<BoxScene> = {}, clip = null as never): void {
  const document = new BoxDocument(boxes);
  paintBoxes(
    context(),
    VIEW,
    {
      document,
      styles: STYLES,
      labels,
      showsNames: true,
      showsCues: true,
      tolerance: 0.75,
      isPainted: () => true,
      isHint: () => false,
      isSelected: () => false,
      ...given,
    },
    clip,
  );
}

const outlines = () => strokes.filter(({ width }) => width > 1);

beforeEach(() => {
  strokes = [];
  fills = [];
  texts = [];
  bands = [];
  strokedPaths = [];
});

describe("a box", () => {
  test("that is confirmed is solid on a dark halo, its label filled", () => {
    paint([box("a")]);
    expect(outlines()).toMatchObject([
      { dash: "", width: 4 },
      { dash: "", width: 2, style: "#e69f00" },
    ]);
    expect(fills).toEqual(["#e69f00"]);
    expect(texts).toEqual(["RBC"]);
  });

  test("that is suggested is dashed, its label hollow and with the score", () => {
    paint([suggestion("s", { score: 0.876 })]);
    expect(outlines()[1]).toMatchObject({ dash: "6 4", style: "#e69f00" });
    expect(fills).not.toContain("#e69f00");
    expect(texts).toEqual(["RBC", "0.88"]);
  });

  test("that is suggested tells its probability rather than its score", () => {
    paint([suggestion("s", { score: 0.876, probability: 0.5 })]);
    expect(texts).toEqual(["RBC", "0.50"]);
  });

  test("that was rejected is struck out", () => {
    paint([suggestion("s", { status: "rejected" })]);
    expect(texts[0]).toBe("struck out");
  });

  test("that is selected has a stronger line", () => {
    paint([box("a")], { isSelected: () => true });
    expect(outlines()[1]?.width).toBe(3);
  });

  test("of a class that is not known is drawn all the same", () => {
    paint([box("a", { category: 99 })]);
    expect(texts).toEqual(["?"]);
  });
});

describe("a suggestion", () => {
  const sure = suggestion("s", { probability: 0.98, spread: [1, 1, 1, 1] });

  test("that is small has corners only: dashes would look like a line", () => {
    paint([suggestion("small", { x2: 25, y2: 35 })], { showsNames: false });
    expect(outlines()).toEqual([]);
    expect(strokedPaths).toMatchObject([{ dash: "" }, { dash: "", style: "#e69f00" }]);
  });

  test("that is good enough has a tick, until nobody wants marks", () => {
    paint([sure], { showsNames: false });
    expect(strokedPaths.at(-1)).toMatchObject({ style: "#ffffff" });
    strokedPaths = [];
    paint([sure], { showsNames: false, showsCues: false });
    paint([sure], { showsNames: false, tolerance: 0.99 });
    expect(strokedPaths).toEqual([]);
  });

  test("below the threshold is dotted and has no label", () => {
    paint([suggestion("s")], { isPainted: () => false, isHint: () => true });
    expect(outlines().at(-1)).toMatchObject({ dash: "2 6", style: "#e69f00" });
    expect(texts).toEqual([]);
  });
});

describe("what is left out", () => {
  test("are boxes that are hidden, or held by the hand", () => {
    paint([box("a")], { isPainted: () => false });
    expect(strokes).toEqual([]);
  });

  test("are boxes out of sight, and those outside the part that is painted", () => {
    paint([box("far", { x1: 5000, x2: 5100 })]);
    expect(strokes).toEqual([]);
    paint([box("a")], {}, { x1: 400, y1: 300, x2: 500, y2: 400 } as never);
    expect(strokes).toEqual([]);
  });

  test("are names, when nobody wants them or the box is tiny", () => {
    paint([box("a")], { showsNames: false });
    paint([box("tiny", { x2: 15, y2: 25 })]);
    expect(texts).toEqual([]);
  });

  test("are names wider than their box, in a crowd", () => {
    const narrow = Array.from({ length: 250 }, (_, place) => box(`${place}`, { x2: 30 }));
    paint(narrow);
    expect(texts).toEqual([]);
    paint(narrow.slice(0, 3));
    expect(texts).toHaveLength(3);
  });
});

describe("an edge that the model is unsure of", () => {
  const unsure = suggestion("s", { spread: [0, 0, 20, 0] });

  test("has a band along it, as wide as it may be off", () => {
    paint([unsure], { showsNames: false });
    expect(bands).toEqual([[90, 20, 40, 70]]);
  });

  test("is told by one line around the box where all edges are such", () => {
    paint([suggestion("s", { spread: [20, 20, 20, 20] })], { showsNames: false });
    expect(bands).toEqual([]);
    expect(strokes.filter(({ dash }) => dash === "1.5 3.5")).toHaveLength(2);
  });

  test("has none where nobody wants to see it, or once a person has decided", () => {
    paint([unsure], { showsNames: false, showsCues: false });
    paint([{ ...unsure, status: "confirmed" }], { showsNames: false });
    expect(bands).toEqual([]);
  });

  test("is painted anew with all of its band", () => {
    const wide = suggestion("s", { x1: 100, x2: 500, y1: 100, y2: 200, spread: [60, 0, 0, 0] });
    expect(paintedRegion(wide, VIEW, wide.spread).x1).toBeLessThan(40);
  });
});

test("the region of a box covers its line and its label", () => {
  const region = paintedRegion(box("a", { x1: 100, y1: 100, x2: 110, y2: 110 }), VIEW);
  expect(region.y1).toBeLessThan(100 - 16);
  expect(region.x2).toBeGreaterThan(300);
  expect(region.x1).toBeLessThanOrEqual(97);
});
