import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { pastedInto } from "../clipboard.ts";
import { type Rect, rectOf, sameRect } from "../geometry.ts";
import { Hands } from "../testing/desk.ts";
import { box, IMAGE, rectInside } from "../testing/make.ts";

const A = { x1: 0, y1: 200, x2: 80, y2: 260 };
const CORNER = { x1: 560, y1: 420, x2: 640, y2: 480 };
const places = (hands: Hands): Rect[] => hands.boxes.map(rectOf);

describe("a copy", () => {
  test("lies beside its original, also in the corner of the image", () => {
    const hands = new Hands({ a: CORNER });
    hands.desk.select(["a"]);
    hands.run("box.copy", "box.paste", "box.paste", "box.duplicate");
    const [first, ...others] = places(hands);
    expect(others).toHaveLength(3);
    for (const other of others) expect(other).not.toEqual(first);
    expect(new Set(places(hands).map((rect) => JSON.stringify(rect))).size).toBe(4);
  });

  test("is in place on an image where the place is free", () => {
    const hands = new Hands({ a: CORNER });
    hands.desk.select(["a"]);
    hands.run("box.copy");
    hands.layDown({});
    hands.run("box.paste");
    expect(places(hands)).toEqual([CORNER]);
    expect(hands.notices.at(-1)).toEqual({ code: "pasted", count: 1 });
  });

  test("of a box as large as the image has no place", () => {
    const hands = new Hands({ a: { x1: 0, y1: 0, x2: IMAGE.width, y2: IMAGE.height } });
    hands.desk.select(["a"]);
    hands.run("box.copy", "box.paste", "box.duplicate");
    expect(hands.boxes).toHaveLength(1);
    expect(hands.notices).toEqual([{ code: "nothing-to-paste" }]);
  });

  test("of a suggestion is a person's box", () => {
    const hands = new Hands({}, [0.9]);
    hands.run("box.next", "box.duplicate");
    const copy = hands.boxes.find(({ status }) => status === "confirmed");
    expect(copy).toMatchObject({ origin: "drawn", score: null });
    expect(hands.selected).toEqual([copy?.key]);
  });

  test("of the previous image's boxes needs some", () => {
    const hands = new Hands({});
    hands.run("box.pasteFromPrevious");
    expect(hands.notices).toEqual([{ code: "nothing-to-paste" }]);
    hands.desk.previousBoxes = [box("p")];
    hands.run("box.pasteFromPrevious");
    expect(hands.boxes).toHaveLength(1);
  });
});

describe("copies", () => {
  let hands: Hands;

  beforeEach(() => {
    hands = new Hands({ a: A });
  });

  test("go to the same place on another image", () => {
    hands.desk.select(["a"]);
    hands.run("box.copy");
    hands.layDown({});
    hands.run("box.paste");
    expect(hands.confirmed).toMatchObject([{ x1: 0, y1: 200, x2: 80, y2: 260, origin: "drawn" }]);
  });

  test("go beside the very same box", () => {
    hands.desk.select(["a"]);
    hands.run("box.copy", "box.paste");
    const copy = hands.confirmed.find(({ key }) => key !== "a");
    expect(copy?.x1).toBeGreaterThan(0);
    expect(hands.selected).toEqual([copy?.key]);
  });

  test("of the previous image, or duplicates, are boxes of their own", () => {
    hands.desk.previousBoxes = [box("old", { x1: 300, x2: 400 })];
    hands.run("box.pasteFromPrevious");
    hands.desk.select(["a"]);
    hands.run("box.duplicate");
    expect(new Set(hands.confirmed.map(({ key }) => key)).size).toBe(3);
    expect(hands.confirmed.every(({ key }) => key !== "old")).toBe(true);
  });

  test("of nothing say so", () => {
    hands.layDown({});
    hands.run("box.paste");
    expect(hands.notices).toEqual([{ code: "nothing-to-paste" }]);
  });
});

test("wherever boxes are, no copy lies exactly on a box of its class", () => {
  fc.assert(
    fc.property(
      rectInside(IMAGE),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 6 }),
      (rect, offset, times) => {
        const present = [box("a", rect)];
        for (let time = 0; time < times; time++) {
          for (const copy of pastedInto(IMAGE, present, [box("a", rect)], offset)) {
            expect(present.some((other) => sameRect(other, copy))).toBe(false);
            expect(
              copy.x1 >= 0 && copy.y1 >= 0 && copy.x2 <= IMAGE.width && copy.y2 <= IMAGE.height,
            ).toBe(true);
            present.push(copy);
          }
        }
      },
    ),
  );
});
