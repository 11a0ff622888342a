import { beforeEach, describe, expect, test } from "vitest";
import { setCategories } from "./actions/classes.ts";
import { imagePoint, screenPoint } from "./geometry.ts";
import { Hands } from "./testing/desk.ts";
import type { PointerInput } from "./tools/machine.ts";

let hands: Hands;

describe("drawing", () => {
  beforeEach(() => {
    hands = new Hands({});
  });

  test("makes a box of the current class and selects it", () => {
    hands.run("category.3", "tool.draw");
    hands.drag([10, 10], [100, 90]);
    expect(hands.confirmed).toMatchObject([{ category: 3, x1: 10, y1: 10, x2: 100, y2: 90 }]);
    expect(hands.selected).toEqual([hands.confirmed[0]?.key]);
  });

  test("does not grab the box below, but reaches the handles of the last one", () => {
    hands.run("tool.draw");
    hands.drag([10, 10], [200, 190]);
    hands.drag([50, 50], [100, 100]);
    expect(hands.confirmed).toHaveLength(2);
    hands.drag([100, 100], [150, 150]);
    expect(hands.confirmed).toHaveLength(2);
    expect(hands.confirmed[1]).toMatchObject({ x2: 150, y2: 150 });
  });

  test("without classes says so", () => {
    setCategories(hands.desk, []);
    hands.run("tool.draw");
    hands.drag([10, 10], [100, 90]);
    expect(hands.confirmed).toEqual([]);
    expect(hands.notices.at(-1)).toEqual({ code: "no-category" });
  });

  test("is left by Escape one step at a time", () => {
    hands.run("tool.draw");
    hands.drag([10, 10], [100, 90]);
    hands.point("down", 200, 200);
    hands.run("cancel");
    expect(hands.desk.isGestureIdle).toBe(true);
    expect(hands.desk.selection.size).toBe(1);
    hands.run("cancel");
    expect(hands.desk.selection.size).toBe(0);
    expect(hands.desk.tool).toBe("draw");
    hands.run("cancel");
    expect(hands.desk.tool).toBe("select");
  });

  test("can be carried on after panning with the middle button", () => {
    hands.run("tool.draw");
    hands.point("down", 10, 10);
    hands.point("up", 10, 10);
    const { view } = hands.desk.camera;
    const modifiers = { shift: false, alt: false, ctrl: false };
    const middle = (type: PointerInput["type"], x: number) =>
      hands.desk.input(
        { type, at: imagePoint(0, 0), screen: screenPoint(x, 5), pointer: "mouse", modifiers },
        type === "down",
      );
    middle("down", 0);
    middle("move", 30);
    middle("up", 30);
    expect(hands.desk.camera.view.left).toBe(view.left + 30);
    hands.point("down", 100, 100);
    hands.point("up", 100, 100);
    expect(hands.confirmed).toMatchObject([{ x1: 10, y1: 10, x2: 100, y2: 100 }]);
  });
});
