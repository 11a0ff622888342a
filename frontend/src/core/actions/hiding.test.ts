import { beforeEach, describe, expect, test } from "vitest";
import { Hands } from "../testing/desk.ts";
import { countHidden } from "./hiding.ts";

const BOXES = {
  a: { x1: 0, y1: 0, x2: 80, y2: 60 },
  b: { x1: 100, y1: 100, x2: 180, y2: 160 },
  c: { x1: 200, y1: 200, x2: 280, y2: 260 },
};

let hands: Hands;
const shown = () => hands.desk.visibleBoxes().map(({ key }) => key);

beforeEach(() => {
  hands = new Hands(BOXES);
});

describe("what is hidden", () => {
  test("is out of sight, out of reach, and no longer selected", () => {
    hands.desk.select(["b"]);
    hands.run("box.hide");
    expect(shown()).toEqual(["a", "c"]);
    expect(hands.selected).toEqual([]);
    expect(hands.notices.at(-1)).toEqual({ code: "hidden", count: 1 });
    hands.click(140, 130);
    expect(hands.selected).toEqual([]);
    hands.run("box.selectAll", "box.delete");
    expect(hands.rect("b")).toEqual(BOXES.b);
  });

  test("comes back at once", () => {
    hands.desk.select(["b"]);
    hands.run("box.hideOthers");
    expect([shown(), countHidden(hands.desk)]).toEqual([["b"], 2]);
    hands.run("view.showHidden");
    expect([shown(), countHidden(hands.desk)]).toEqual([["a", "b", "c"], 0]);
    expect(hands.notices.at(-1)).toEqual({ code: "shown-again", count: 2 });
  });

  test("is everything where nothing is singled out", () => {
    hands.run("box.hideOthers");
    expect(shown()).toEqual([]);
    hands.run("box.hide", "box.hideOthers");
    expect(countHidden(hands.desk)).toBe(3);
  });

  test("does not count when it is gone", () => {
    hands.run("view.showHidden");
    hands.desk.select(["a"]);
    hands.run("box.hide");
    hands.sheet.document.remove("a");
    expect(countHidden(hands.desk)).toBe(0);
  });

  test("stays hidden for as long as its image is open, and there only", () => {
    hands.run("box.hideOthers");
    const first = hands.sheet;
    hands.layDown({ d: BOXES.a });
    expect(shown()).toEqual(["d"]);
    hands.desk.load(first);
    expect(shown()).toEqual([]);
  });
});

describe("what is locked", () => {
  beforeEach(() => {
    hands.desk.select(["a"]);
    hands.run("box.lock");
  });

  test("cannot be moved, changed or deleted by keys, and says so", () => {
    hands.run("nudge.right.10", "grow.down", "category.2", "box.occluded", "box.delete");
    expect(hands.sheet.document.get("a")).toMatchObject({
      ...BOXES.a,
      category: 1,
      occluded: false,
    });
    expect(hands.notices.at(-1)).toEqual({ code: "kept-locked", count: 1 });
  });

  test("is as air to the pointer, but Tab still finds it", () => {
    hands.drag([79, 59], [120, 90]);
    hands.drag([40, 30], [90, 90]);
    expect(hands.rect("a")).toEqual(BOXES.a);
    hands.desk.select([]);
    hands.click(40, 30);
    expect(hands.selected).toEqual([]);
    hands.run("box.next");
    expect(hands.selected).toEqual(["a"]);
  });

  test("stays where it is when it is selected with others", () => {
    hands.desk.select(["a", "b"]);
    hands.drag([140, 130], [150, 140]);
    hands.run("nudge.down.1");
    expect(hands.rect("a")).toEqual(BOXES.a);
    expect(hands.rect("b")).toEqual({ x1: 110, y1: 111, x2: 190, y2: 171 });
    hands.run("box.delete");
    expect([hands.rect("a"), hands.rect("b")]).toEqual([BOXES.a, null]);
    expect(hands.selected).toEqual(["a"]);
  });

  test("is no part of everything", () => {
    hands.run("box.selectAll");
    expect(hands.selected).toEqual(["b", "c"]);
  });

  test("is unlocked by the same key; without a selection all are", () => {
    hands.run("box.lock");
    expect(hands.sheet.locked.size).toBe(0);
    hands.run("box.selectAll", "box.lock");
    hands.desk.select([]);
    hands.run("box.lock");
    expect(hands.sheet.locked.size).toBe(0);
    expect(hands.notices.at(-1)).toEqual({ code: "unlocked", count: 3 });
    hands.run("box.lock");
    expect(hands.notices).toHaveLength(4);
  });

  test("locks with the others where only some are locked", () => {
    hands.desk.select(["a", "b"]);
    hands.run("box.lock");
    expect([...hands.sheet.locked].sort()).toEqual(["a", "b"]);
  });
});

test("a locked suggestion is neither accepted nor rejected with the others", () => {
  hands = new Hands({}, [0.9, 0.8]);
  const [first] = hands.desk.suggestions();
  hands.desk.select([first?.key ?? ""]);
  hands.run("box.lock", "box.acceptVisible");
  expect(hands.boxes.map(({ status }) => status).sort()).toEqual(["confirmed", "predicted"]);
});
