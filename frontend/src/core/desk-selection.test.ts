import { beforeEach, describe, expect, test } from "vitest";
import type { Rect } from "./geometry.ts";
import { Hands } from "./testing/desk.ts";

const A: Rect = { x1: 0, y1: 200, x2: 80, y2: 260 };
const B: Rect = { x1: 100, y1: 200, x2: 180, y2: 260 };

let hands: Hands;

describe("the selection", () => {
  beforeEach(() => {
    hands = new Hands({ a: A, b: B }, [0.9]);
  });

  test("is nudged, and its edges are moved, pixel by pixel", () => {
    hands.desk.select(["b"]);
    hands.run("nudge.right.10", "nudge.up.1", "grow.right", "pull.left", "pull.left");
    expect(hands.sheet.document.get("b")).toMatchObject({ x1: 108, y1: 199, x2: 191, y2: 259 });
  });

  test("never shrinks to nothing", () => {
    hands.desk.select(["b"]);
    for (let step = 0; step < 200; step++) hands.run("grow.left");
    expect(hands.sheet.document.get("b")).toMatchObject({ x1: 100, x2: 101 });
  });

  test("is deleted, and comes back with the same keys", () => {
    hands.desk.select(["a", "b"]);
    hands.run("box.delete");
    expect(hands.confirmed).toEqual([]);
    hands.run("history.undo");
    expect(hands.confirmed.map(({ key }) => key)).toEqual(["a", "b"]);
    expect(hands.desk.selection).toEqual(new Set(["a", "b"]));
    hands.run("history.redo");
    expect(hands.confirmed).toEqual([]);
  });

  test("is all that is shown, after Ctrl+A", () => {
    hands.run("box.selectAll");
    expect(hands.desk.selection.size).toBe(3);
  });

  test("is marked, and unmarked", () => {
    hands.desk.select(["a"]);
    hands.run("box.occluded", "box.crowd");
    expect(hands.sheet.document.get("a")).toMatchObject({ occluded: true, crowd: true });
    hands.run("box.occluded");
    expect(hands.sheet.document.get("a")).toMatchObject({ occluded: false, crowd: true });
  });
});
