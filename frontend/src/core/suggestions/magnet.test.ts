import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { imagePoint, intersectionOverUnion, type Rect } from "../geometry.ts";
import { IMAGE, rectInside } from "../testing/make.ts";
import { attracting, type Proposal, snapAt, snapOf } from "./magnet.ts";

const CELL: Rect = { x1: 100, y1: 100, x2: 200, y2: 200 };
const proposal = (key: string, rect: Rect, confidence: number, category = 1): Proposal => ({
  key,
  ...rect,
  confidence,
  category,
});
const shifted = ({ x1, y1, x2, y2 }: Rect, by: number): Rect => ({
  x1: x1 + by,
  y1: y1 + by,
  x2: x2 + by,
  y2: y2 + by,
});
const anyProposals = fc
  .array(fc.tuple(rectInside(IMAGE), fc.double({ min: 0.05, max: 1, noNaN: true }), fc.nat(2)), {
    maxLength: 12,
  })
  .map((rows) =>
    rows.map(([rect, confidence, category], place) =>
      proposal(String(place), rect, confidence, category),
    ),
  );

describe("what attracts", () => {
  test("of two views of one object only the likelier one does", () => {
    const found = attracting(
      [proposal("weak", shifted(CELL, 8), 0.2), proposal("sure", CELL, 0.9)],
      [],
      1,
    );
    expect(found.map(({ key }) => key)).toEqual(["sure"]);
  });

  test("the class being drawn goes before another one that the model holds for a little likelier", () => {
    const found = attracting(
      [proposal("other", shifted(CELL, 8), 0.6, 2), proposal("own", CELL, 0.4, 1)],
      [],
      1,
    );
    expect(found.map(({ key }) => key)).toEqual(["own"]);
  });

  test("an object that has its box no longer does", () => {
    expect(attracting([proposal("a", CELL, 0.9)], [shifted(CELL, 5)], 1)).toEqual([]);
  });

  test("no two of them are alike", () => {
    fc.assert(
      fc.property(anyProposals, (proposals) => {
        const found = attracting(proposals, [], 1);
        for (const [place, one] of found.entries()) {
          for (const other of found.slice(place + 1)) {
            expect(intersectionOverUnion(one, other)).toBeLessThan(0.55);
          }
        }
      }),
    );
  });
});

describe("a drag", () => {
  test("that is a little off snaps to the object", () => {
    expect(snapOf(shifted(CELL, 10), [proposal("a", CELL, 0.3)])?.key).toBe("a");
  });

  test("must come closer the less sure the model is", () => {
    const sloppy = shifted(CELL, 15);
    expect(snapOf(sloppy, [proposal("a", CELL, 0.9)])?.key).toBe("a");
    expect(snapOf(sloppy, [proposal("a", CELL, 0.05)])).toBeNull();
  });

  test("snaps to what it overlaps best", () => {
    const near = proposal("near", shifted(CELL, 20), 0.3);
    const far = proposal("far", shifted(CELL, -25), 0.9);
    expect(snapOf(shifted(CELL, 12), [far, near])?.key).toBe("near");
  });

  test("that has snapped snaps to itself", () => {
    fc.assert(
      fc.property(anyProposals, rectInside(IMAGE), (proposals, drag) => {
        const attractors = attracting(proposals, [], 1);
        const first = snapOf(drag, attractors);
        if (first !== null) expect(snapOf(first, attractors)).toBe(first);
      }),
    );
  });

  test("never leaves the image, and snaps the same in whatever order the proposals come", () => {
    fc.assert(
      fc.property(anyProposals, rectInside(IMAGE), (proposals, drag) => {
        const snapped = snapOf(drag, attracting(proposals, [], 1));
        expect(snapOf(drag, attracting(proposals.toReversed(), [], 1))).toEqual(snapped);
        if (snapped === null) return;
        expect(Math.min(snapped.x1, snapped.y1)).toBeGreaterThanOrEqual(0);
        expect(snapped.x2).toBeLessThanOrEqual(IMAGE.width);
        expect(snapped.y2).toBeLessThanOrEqual(IMAGE.height);
      }),
    );
  });
});

describe("a click", () => {
  const middle = imagePoint(150, 150);

  test("into the middle of an object means the object", () => {
    expect(snapAt(middle, [proposal("a", CELL, 0.3)])?.key).toBe("a");
  });

  test.each([
    ["where the model sees nothing", imagePoint(10, 10), [proposal("a", CELL, 0.9)]],
    ["on something hardly likely", middle, [proposal("a", CELL, 0.1)]],
    ["at the corner of an object", imagePoint(104, 104), [proposal("a", CELL, 0.9)]],
    [
      "where objects lie in each other",
      middle,
      [proposal("a", CELL, 0.9), proposal("b", { x1: 0, y1: 0, x2: 400, y2: 400 }, 0.9)],
    ],
  ])("%s is the first corner of a new box", (_, point, attractors) => {
    expect(snapAt(point, attractors)).toBeNull();
  });
});
