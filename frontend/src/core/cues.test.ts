import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cuesOf, isAudited, withCueRoom } from "./cues.ts";
import type { Spread } from "./document.ts";
import { rectInside } from "./testing/make.ts";

const WIDE = { x1: 100, y1: 100, x2: 300, y2: 140 };
const edges = (spread: Spread) => cuesOf(WIDE, spread).map(({ edge }) => edge);

describe("an edge is marked", () => {
  test("when it spreads over more than a twentieth of the side that it ends", () => {
    expect(edges([10.1, 0, 9.9, 0])).toEqual(["left"]);
    expect(edges([0, 2.1, 0, 1.9])).toEqual(["top"]);
    expect(edges([20, 10, 20, 10])).toEqual(["left", "top", "right", "bottom"]);
  });

  test("not when nothing is known of it", () => {
    expect(edges([0, 0, 0, 0])).toEqual([]);
    expect(edges([Number.NaN, 0, 0, 0])).toEqual([]);
  });

  test("by a band along it, one deviation to either side", () => {
    expect(cuesOf(WIDE, [0, 0, 15, 0])).toEqual([
      { edge: "right", band: { x1: 285, y1: 100, x2: 315, y2: 140 } },
    ]);
  });

  test("by a band of at most half the side, however unsure it is", () => {
    expect(cuesOf(WIDE, [0, 500, 0, 0])).toEqual([
      { edge: "top", band: { x1: 100, y1: 90, x2: 300, y2: 110 } },
    ]);
  });
});

const deviation = fc.double({ min: 0, max: 1000, noNaN: true });
const spreads = fc.tuple(deviation, deviation, deviation, deviation);

test("all bands lie in the room that is painted anew", () => {
  fc.assert(
    fc.property(rectInside({ width: 640, height: 480 }), spreads, (rect, spread) => {
      const room = withCueRoom(rect, spread);
      for (const { x1, y1, x2, y2 } of [rect, ...cuesOf(rect, spread).map(({ band }) => band)]) {
        expect(x1 >= room.x1 && y1 >= room.y1 && x2 <= room.x2 && y2 <= room.y2).toBe(true);
      }
    }),
  );
});

test("about one image in twenty goes without, always the same ones", () => {
  const ids = Array.from({ length: 20_000 }, (_, id) => id + 1);
  const share = ids.filter(isAudited).length / ids.length;
  expect(share).toBeGreaterThan(0.045);
  expect(share).toBeLessThan(0.055);
  expect(ids.slice(0, 500).filter(isAudited)).toEqual(ids.slice(0, 500).filter(isAudited));
});
