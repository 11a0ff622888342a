import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import type { Size } from "../geometry.ts";
import { settled as turned } from "../testing/clock.ts";
import { FakeDecoder } from "../testing/decoder.ts";
import { fit, type Viewport } from "../viewport.ts";
import { lastLevel, levelFor, TILE_SIDE, TiledSource, tilesIn } from "./tiles.ts";

const IMAGE: Size = { width: 20_000, height: 10_000 };
const HOST: Size = { width: 1000, height: 800 };
const BASE = { width: 1600, height: 800 } as ImageBitmap;

let decoder: FakeDecoder;
let changes: number;
let source: TiledSource;

beforeEach(() => {
  decoder = new FakeDecoder();
  changes = 0;
  source = new TiledSource({
    image: IMAGE,
    address: "{level}/{x}_{y}",
    base: BASE,
    decoder,
    changed: () => {
      changes += 1;
    },
  });
});

const settled = async () => {
  for (let turn = 0; turn < 10; turn++) await turned();
};
/** Looking at the image with its point (x, y) at the top left of the window. */
const view = (scale: number, x: number, y: number): Viewport => ({
  ...HOST,
  scale,
  left: -x * scale,
  top: -y * scale,
});
const names = (at: Viewport) =>
  source
    .pieces(at, 1)
    .filter(({ bitmap }) => bitmap !== BASE)
    .map(({ bitmap }) => decoder.nameOf(bitmap));

test("the whole image is shown by its preview, without a tile", async () => {
  const pieces = source.pieces(fit(IMAGE, HOST), 1);
  await settled();
  expect(pieces.map(({ bitmap }) => bitmap)).toEqual([BASE]);
  expect(decoder.asked).toEqual([]);
});

test("a closer look asks for the tiles in sight, those in the middle first", async () => {
  expect(names(view(1, 1024, 1024))).toEqual([]);
  await settled();
  expect(decoder.asked).toHaveLength(4);
  expect(new Set(decoder.asked)).toEqual(new Set(["0/2_2", "0/3_2", "0/2_3", "0/3_3"]));
  expect(changes).toBe(4);
  expect(names(view(1, 1024, 1024))).toHaveLength(4);
});

test("a tile lies where its part of the image is, cut off at the edge", async () => {
  source.pieces(view(1, 19_900, 9_900), 1);
  await settled();
  const [, tile] = source.pieces(view(1, 19_900, 9_900), 1);
  expect(tile).toMatchObject({ left: 19_968, top: 9_728, width: 32, height: 272 });
});

test("until fine tiles come, coarse ones stay below them", async () => {
  names(view(0.25, 0, 0));
  await settled();
  decoder.hold("0/0_0");
  names(view(1, 0, 0));
  await settled();
  const shown = names(view(1, 0, 0));
  expect(shown[0]).toBe("2/0_0");
  expect(shown).not.toContain("0/0_0");
  decoder.release("0/0_0");
  await settled();
  expect(names(view(1, 0, 0))).toContain("0/0_0");
});

test("what is no longer looked at is given up", async () => {
  decoder.hold("0/0_0");
  source.pieces(view(1, 0, 0), 1);
  await settled();
  source.pieces(view(1, 10_000, 5_000), 1);
  decoder.release("0/0_0");
  await settled();
  expect(decoder.open()).not.toContain("0/0_0");
});

test("a tile that fails leaves what is below, and is not asked for again and again", async () => {
  decoder.broken.add("0/0_0");
  names(view(1, 0, 0));
  await settled();
  names(view(1, 0, 0));
  await settled();
  expect(decoder.asked.filter((name) => name === "0/0_0")).toHaveLength(1);
});

test("wandering over the whole image holds no more than the budget", async () => {
  for (let x = 0; x < IMAGE.width; x += 900) {
    names(view(1, x, 3000));
    await settled();
  }
  expect(decoder.open().length).toBeLessThanOrEqual(34);
  source.close();
  expect(decoder.open()).toEqual([]);
});

test("a level is as fine as the screen, and no finer than the image", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 10_001, max: 30_000 }),
      fc.double({ min: 0.001, max: 64, noNaN: true }),
      (side, scale) => {
        const image = { width: side, height: side };
        const level = levelFor(image, scale);
        if (level === null) {
          expect(side * scale).toBeLessThanOrEqual(1600);
          return;
        }
        expect(level).toBeGreaterThanOrEqual(0);
        expect(level).toBeLessThanOrEqual(lastLevel(image));
        if (level > 0) expect(2 ** -level).toBeGreaterThanOrEqual(scale * 0.999);
      },
    ),
  );
});

test("the tiles of a part cover it, and none of them lies outside", () => {
  const inside = fc.record({
    x1: fc.double({ min: -500, max: 19_000, noNaN: true }),
    y1: fc.double({ min: -500, max: 9_000, noNaN: true }),
    level: fc.integer({ min: 0, max: 3 }),
  });
  fc.assert(
    fc.property(inside, ({ x1, y1, level }) => {
      const part = { x1, y1, x2: x1 + 1000, y2: y1 + 800 };
      const side = TILE_SIDE * 2 ** level;
      const tiles = tilesIn(part, level, IMAGE);
      const covered = new Set(tiles.map(({ x, y }) => `${x}_${y}`));
      for (const [x, y] of [
        [Math.max(x1, 0), Math.max(y1, 0)],
        [Math.min(part.x2, IMAGE.width) - 0.01, Math.min(part.y2, IMAGE.height) - 0.01],
      ] as const) {
        expect(covered).toContain(`${Math.floor(x / side)}_${Math.floor(y / side)}`);
      }
      for (const { x, y } of tiles) {
        expect(x * side).toBeLessThan(IMAGE.width);
        expect(y * side).toBeLessThan(IMAGE.height);
        expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});
