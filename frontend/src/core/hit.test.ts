import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BoxDocument } from "./document.ts";
import { areaOf, contains, imagePoint } from "./geometry.ts";
import { type HitQuery, handlesOf, hitTest, LinearIndex, nextInStack, stackAt } from "./hit.ts";
import { box, IMAGE, rectInside } from "./testing/make.ts";

const OUTER = box("outer", { x1: 100, y1: 100, x2: 300, y2: 300 });
const INNER = box("inner", { x1: 150, y1: 150, x2: 200, y2: 200 });
const BESIDE = box("beside", { x1: 305, y1: 100, x2: 400, y2: 300 });

function query(selection: readonly string[] = [], scale = 1): HitQuery {
  const document = new BoxDocument([OUTER, INNER, BESIDE]);
  const index = new LinearIndex(document, () => true);
  return { document, index, selection: new Set(selection), scale };
}

const hit = (x: number, y: number, ...given: Parameters<typeof query>) =>
  hitTest(query(...given), imagePoint(x, y), "mouse");

describe("what lies under the pointer", () => {
  test("is nothing on empty image", () => {
    expect(hit(50, 50)).toBeNull();
  });

  test("is the smallest box around it", () => {
    expect(hit(170, 170)).toEqual({ part: "inside", key: "inner" });
    expect(hit(250, 250)).toEqual({ part: "inside", key: "outer" });
  });

  test("is the nearest edge before any inside", () => {
    expect(hit(148, 170)).toEqual({ part: "edge", key: "inner", handle: "w" });
    expect(hit(301, 200)).toEqual({ part: "edge", key: "outer", handle: "e" });
    expect(hit(304, 200)).toEqual({ part: "edge", key: "beside", handle: "w" });
  });

  test("is a handle of the selection before everything else", () => {
    expect(hit(298, 303, ["outer"])).toEqual({ part: "handle", key: "outer", handle: "se" });
    expect(hit(200, 98, ["outer"])).toEqual({ part: "handle", key: "outer", handle: "n" });
  });

  test("is no handle while several boxes are selected", () => {
    expect(hit(298, 298, ["outer", "inner"])).toEqual({
      part: "edge",
      key: "outer",
      handle: "se",
    });
  });

  test("is measured in screen pixels", () => {
    expect(hit(103, 200, [], 4)).toEqual({ part: "inside", key: "outer" });
    expect(hit(103, 200, [], 1)).toEqual({ part: "edge", key: "outer", handle: "w" });
  });

  test("reaches further for a finger", () => {
    const finger = hitTest(query(["outer"]), imagePoint(312, 312), "touch");
    expect(finger).toEqual({ part: "handle", key: "outer", handle: "se" });
    expect(hit(312, 312, ["outer"])).toBeNull();
  });
});

test("a small box is moved by its middle, and pulled by its edges, before it is selected", () => {
  const document = new BoxDocument([box("tiny", { x1: 100, y1: 100, x2: 106, y2: 106 })]);
  const index = new LinearIndex(document, () => true);
  const at = (x: number, y: number) =>
    hitTest({ document, index, selection: new Set(), scale: 1 }, imagePoint(x, y), "mouse");
  expect(at(103, 103)).toEqual({ part: "edge", key: "tiny", handle: null });
  expect(at(98, 103)).toMatchObject({ part: "edge", key: "tiny" });
  expect(at(98, 98)).toEqual({ part: "edge", key: "tiny", handle: "nw" });
});

test("a small selected box can still be moved by its middle", () => {
  const document = new BoxDocument([box("tiny", { x1: 100, y1: 100, x2: 110, y2: 110 })]);
  const index = new LinearIndex(document, () => true);
  const tiny = { document, index, selection: new Set(["tiny"]), scale: 1 };
  expect(hitTest(tiny, imagePoint(105, 105), "mouse")?.part).not.toBe("handle");
  expect(hitTest(tiny, imagePoint(99, 99), "mouse")?.part).toBe("handle");
  expect(handlesOf(document.rectAt(0), 1)).toEqual(["nw", "ne", "se", "sw"]);
});

test("inside, the smallest of all boxes around the point is hit", () => {
  const place = fc.record({
    x: fc.double({ min: 0, max: IMAGE.width, noNaN: true }),
    y: fc.double({ min: 0, max: IMAGE.height, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(rectInside(IMAGE)), place, (rects, { x, y }) => {
      const document = new BoxDocument(rects.map((rect, at) => box(`${at}`, rect)));
      const index = new LinearIndex(document, () => true);
      // So near that no edge reaches the point.
      const close = { document, index, selection: new Set<string>(), scale: 1e9 };
      const found = hitTest(close, imagePoint(x, y), "mouse");
      fc.pre(found?.part !== "edge");
      const areas = rects.filter((rect) => contains(rect, imagePoint(x, y))).map(areaOf);
      const hitBox = found === null ? null : document.get(found.key);
      expect(hitBox === null ? Infinity : areaOf(hitBox)).toBe(Math.min(...areas));
    }),
  );
});

test("a stack is sorted by size, and clicks lead through all of it and back", () => {
  fc.assert(
    fc.property(fc.array(rectInside(IMAGE), { minLength: 1 }), (rects) => {
      const document = new BoxDocument(rects.map((rect, at) => box(`${at}`, rect)));
      const index = new LinearIndex(document, () => true);
      const all = { document, index, selection: new Set<string>(), scale: 1 / 1000 };
      const stack = stackAt(all, imagePoint(300, 200));
      const areas = stack.map((key) => areaOf(rects[Number(key)] as (typeof rects)[number]));
      expect(areas).toEqual(rects.map(areaOf).sort((a, b) => a - b));

      const visited: string[] = [];
      let key: string | undefined;
      for (let click = 0; click < stack.length; click++) {
        key = nextInStack(stack, key) ?? undefined;
        visited.push(key ?? "");
      }
      expect(visited).toEqual(stack);
      expect(nextInStack(stack, key)).toBe(stack[0]);
    }),
  );
});

test("hidden boxes are not hit", () => {
  const document = new BoxDocument([OUTER, INNER]);
  const index = new LinearIndex(document, (slot) => document.keyOf(slot) !== "inner");
  expect(index.around(imagePoint(170, 170), 0)).toEqual(["outer"]);
  expect(index.within({ x1: 0, y1: 0, x2: 500, y2: 500 })).toEqual(["outer"]);
});

test("a stack of boxes is walked from the smallest down, round and round", () => {
  const stack = stackAt(query(), imagePoint(170, 170));
  expect(stack).toEqual(["inner", "outer"]);
  expect(nextInStack(stack, undefined)).toBe("inner");
  expect(nextInStack(stack, "inner")).toBe("outer");
  expect(nextInStack(stack, "outer")).toBe("inner");
  expect(nextInStack([], "outer")).toBeNull();
});
