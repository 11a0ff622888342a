import { beforeEach, describe, expect, test } from "vitest";
import { selectDoubleClicked, selectForMenu } from "./actions/walking.ts";
import { Hands } from "./testing/desk.ts";

const BOXES = {
  inner: { x1: 120, y1: 120, x2: 160, y2: 150 },
  outer: { x1: 100, y1: 100, x2: 200, y2: 180 },
  far: { x1: 400, y1: 300, x2: 480, y2: 360 },
};

let hands: Hands;
beforeEach(() => {
  hands = new Hands(BOXES);
});

describe("a corner that is grabbed", () => {
  test("follows the pointer with no button held, until a click", () => {
    hands.desk.select(["far"]);
    hands.point("move", 490, 365);
    hands.run("box.grabCorner");
    hands.point("move", 500, 380);
    expect(hands.desk.preview.moving.get("far")).toEqual({ ...BOXES.far, x2: 500, y2: 380 });
    hands.click(510, 390);
    expect(hands.rect("far")).toEqual({ ...BOXES.far, x2: 510, y2: 390 });
    expect(hands.desk.isGestureIdle).toBe(true);
    hands.run("history.undo");
    expect(hands.rect("far")).toEqual(BOXES.far);
  });

  test("is the nearest one, of the box under the pointer where none is selected", () => {
    hands.point("move", 470, 310);
    hands.run("box.grabCorner");
    hands.click(470, 310);
    expect(hands.selected).toEqual(["far"]);
    expect(hands.rect("far")).toEqual({ ...BOXES.far, x2: 470, y1: 310 });
  });

  test("goes back at Escape", () => {
    hands.desk.select(["far"]);
    hands.point("move", 490, 365);
    hands.run("box.grabCorner");
    hands.point("move", 600, 400);
    hands.run("cancel");
    expect([hands.rect("far"), hands.selected]).toEqual([BOXES.far, ["far"]]);
  });

  test("keeps the proportions with Shift", () => {
    hands.desk.select(["far"]);
    hands.point("move", 480, 360);
    hands.run("box.grabCorner");
    hands.holding({ shift: true }, () => hands.click(560, 370));
    expect(hands.rect("far")).toEqual({ x1: 400, y1: 300, x2: 560, y2: 420 });
  });

  test("is taken without a pointer too: the lower right one, where it is", () => {
    hands.desk.select(["far"]);
    hands.run("box.grabCorner");
    expect(hands.desk.preview.moving.get("far")).toEqual(BOXES.far);
  });

  test("needs a box that may be changed", () => {
    hands.point("move", 10, 10);
    hands.run("box.grabCorner");
    expect(hands.notices).toEqual([{ code: "nothing-to-grab" }]);
    hands.desk.select(["far"]);
    hands.run("box.lock", "box.grabCorner");
    expect(hands.desk.isGestureIdle).toBe(true);
  });
});

describe("clicks on a stack of boxes", () => {
  test("go down, and round again", () => {
    hands.click(140, 135);
    expect(hands.selected).toEqual(["inner"]);
    hands.click(140, 135);
    expect(hands.selected).toEqual(["outer"]);
    hands.click(140, 135);
    expect(hands.selected).toEqual(["inner"]);
  });

  test("with Alt go down from wherever one is", () => {
    hands.click(140, 135);
    hands.holding({ alt: true }, () => hands.click(140, 135));
    expect(hands.selected).toEqual(["outer"]);
  });

  test("mean the uppermost when they are double", () => {
    hands.click(140, 135);
    hands.click(140, 135, true);
    expect(selectDoubleClicked(hands.desk)).toBe(true);
    expect(hands.selected).toEqual(["inner"]);
  });

  test("mean the one below when that was selected before", () => {
    hands.desk.select(["outer"]);
    hands.click(140, 135);
    hands.click(140, 135, true);
    selectDoubleClicked(hands.desk);
    expect(hands.selected).toEqual(["outer"]);
  });

  test("mean no box where there is none", () => {
    hands.click(300, 20);
    hands.click(300, 20, true);
    expect(selectDoubleClicked(hands.desk)).toBe(false);
  });
});

describe("a menu", () => {
  test("is about the box under the pointer, or about the selection it belongs to", () => {
    hands.point("move", 440, 330);
    selectForMenu(hands.desk);
    expect(hands.selected).toEqual(["far"]);
    hands.desk.select(["far", "outer"]);
    selectForMenu(hands.desk);
    expect(hands.selected).toEqual(["far", "outer"]);
  });

  test("is about the image where there is no box", () => {
    hands.desk.select(["far"]);
    hands.point("move", 20, 20);
    selectForMenu(hands.desk);
    expect(hands.selected).toEqual([]);
  });
});

test("while suggestions are peeked behind, only they are gone", () => {
  hands = new Hands({ a: BOXES.far }, [0.9]);
  const painted = () => {
    const isPainted = hands.desk.visibility(hands.sheet);
    return hands.boxes.filter(({ key }) => isPainted(hands.sheet.document.slotOf(key) ?? -1))
      .length;
  };
  expect(painted()).toBe(2);
  hands.desk.peek("suggestions");
  expect([painted(), hands.desk.suggestions().length]).toEqual([1, 1]);
  hands.desk.peek("nothing");
  expect(painted()).toBe(2);
});
