import { describe, expect, test } from "vitest";
import { setCategories } from "../actions/classes.ts";
import { rectOf } from "../geometry.ts";
import { Hands } from "../testing/desk.ts";

const A = { x1: 100, y1: 100, x2: 180, y2: 160 };
const last = (hands: Hands) => hands.boxes.at(-1);

describe("a box without a pointer", () => {
  test("is placed in the middle of what is in sight, and finished by keys", () => {
    const hands = new Hands({});
    hands.run("box.new");
    expect(last(hands)).toMatchObject({ x1: 272, y1: 192, x2: 368, y2: 288, category: 1 });
    hands.run("category.2", "nudge.left.10", "grow.right", "pull.down");
    expect(last(hands)).toMatchObject({ x1: 262, y1: 193, x2: 359, y2: 288, category: 2 });
    expect(hands.selected).toEqual([last(hands)?.key]);
  });

  test("is where one looks closely", () => {
    const hands = new Hands({ a: A });
    hands.desk.select(["a"]);
    hands.run("view.selection", "box.new");
    const { x1 = 0, x2 = 0, y1 = 0, y2 = 0 } = last(hands) ?? {};
    expect([(x1 + x2) / 2, (y1 + y2) / 2]).toEqual([140, 130]);
    expect(x2 - x1).toBeLessThan(96);
  });

  test("needs a class, and an image", () => {
    const hands = new Hands({});
    setCategories(hands.desk, []);
    hands.run("box.new");
    expect(hands.notices.at(-1)).toEqual({ code: "no-category" });
    const before = hands.notices.length;
    hands.desk.load(null);
    hands.run("box.new");
    expect(hands.notices).toHaveLength(before);
  });
});

describe("drawing", () => {
  test("with Alt goes out from the middle, with Ctrl it is square", () => {
    const hands = new Hands({});
    hands.desk.setTool("draw");
    hands.holding({ alt: true }, () => hands.drag([200, 200], [240, 220]));
    expect(rectOf(last(hands) ?? A)).toEqual({ x1: 160, y1: 180, x2: 240, y2: 220 });
    hands.point("down", 400, 300);
    hands.holding({ ctrl: true }, () => {
      hands.point("move", 380, 310);
      hands.point("move", 350, 310);
      hands.point("up", 350, 310);
    });
    expect(rectOf(last(hands) ?? A)).toEqual({ x1: 350, y1: 300, x2: 400, y2: 350 });
  });

  test("again takes the class that was given last", () => {
    const hands = new Hands({ a: A });
    hands.desk.select(["a"]);
    hands.run("category.3", "cancel", "category.1", "tool.drawAgain");
    expect([hands.desk.tool, hands.desk.currentCategory]).toEqual(["draw", 3]);
    hands.run("tool.select");
    const other = new Hands({});
    other.run("tool.drawAgain");
    expect([other.desk.tool, other.desk.currentCategory]).toEqual(["draw", 1]);
  });

  test("keeps the classes given lately, the latest first, each once", () => {
    const hands = new Hands({ a: A });
    hands.desk.select(["a"]);
    hands.run("category.3", "category.2", "category.1", "category.3");
    expect(hands.desk.recentCategories).toEqual([3, 1, 2]);
  });
});

test("Alt with a drag leaves the box and takes a copy along", () => {
  const hands = new Hands({ a: A });
  hands.holding({ alt: true }, () => hands.drag([140, 130], [240, 230]));
  expect(hands.rect("a")).toEqual(A);
  expect(hands.boxes.map(rectOf)).toContainEqual({ x1: 200, y1: 200, x2: 280, y2: 260 });
});
