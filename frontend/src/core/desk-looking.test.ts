import { beforeEach, describe, expect, test } from "vitest";
import { imagePoint, type Rect } from "./geometry.ts";
import { Hands } from "./testing/desk.ts";

const A: Rect = { x1: 0, y1: 200, x2: 80, y2: 260 };

let hands: Hands;

describe("looking", () => {
  beforeEach(() => {
    hands = new Hands({ a: A }, [0.9]);
  });

  test("closely at a box, and back", () => {
    const fitted = hands.desk.camera.view;
    hands.desk.select(["a"]);
    hands.run("view.selection");
    expect(hands.desk.camera.view.scale).toBeGreaterThan(fitted.scale);
    hands.run("view.selection");
    expect(hands.desk.camera.view).toEqual(fitted);
  });

  test("nearer, further, and at the whole", () => {
    const fitted = hands.desk.camera.view;
    hands.run("view.zoomIn", "view.zoomIn", "view.zoomOut");
    expect(hands.desk.camera.view.scale).toBeCloseTo(fitted.scale * 1.25, 9);
    hands.run("view.fit");
    expect(hands.desk.camera.view).toEqual(fitted);
  });

  test("is kept for the next image of the same size", () => {
    hands.run("view.zoomIn");
    const { view } = hands.desk.camera;
    hands.layDown({});
    expect(hands.desk.camera.view).toEqual(view);
  });

  test("under the boxes hits none of them", () => {
    hands.desk.peek("all");
    hands.point("move", 40, 230);
    expect(hands.desk.hover).toBeNull();
    hands.desk.peek("nothing");
    hands.point("move", 40, 230);
    expect(hands.desk.hover).toEqual({ part: "inside", key: "a" });
  });

  test("at a pile of boxes goes through them", () => {
    hands.drag([200, 300], [200, 300]);
    hands.desk.hand.pointer = imagePoint(40, 230);
    hands.run("box.cycle");
    expect(hands.selected).toEqual(["a"]);
  });
});
