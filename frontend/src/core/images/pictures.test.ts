import { beforeEach, expect, test } from "vitest";
import type { Size } from "../geometry.ts";
import { settled as turned } from "../testing/clock.ts";
import { FakeDecoder } from "../testing/decoder.ts";
import { type Look, type PictureSource, Pictures } from "./pictures.ts";

/** What the window of these tests shows of an image. */
const SCREEN = 1000;
const VIEW = NaN;

let decoder: FakeDecoder;
let looks: string[];

beforeEach(() => {
  decoder = new FakeDecoder();
  looks = [];
});

const look = (next: Look) => {
  if (next.kind === "failed") looks.push(next.message);
  else {
    const [piece] = next.source.pieces(
      { scale: VIEW, left: 0, top: 0, width: SCREEN, height: SCREEN },
      1,
    );
    looks.push(piece === undefined ? "nothing" : decoder.nameOf(piece.bitmap));
  }
};

const sizeFor = ({ width, height }: Size): Size => ({
  width: Math.min(width, SCREEN),
  height: Math.min(height, SCREEN),
});
const ring = (budget?: number) =>
  new Pictures({ decoder, sizeFor, ...(budget === undefined ? {} : { budget }) });
const source = (id: number, side = 1000): PictureSource => ({
  id,
  width: side,
  height: side,
  file: `file ${id}`,
  preview: `preview ${id}`,
  tiles: null,
});
const last = () => looks.at(-1);
/** Until the ring has nothing more to do. */
const settled = async () => {
  for (let turn = 0; turn < 6; turn++) await turned();
};

test("a neighbour is there at once when it becomes the current image", async () => {
  const pictures = ring();
  pictures.arrange([source(1), source(2)], look);
  await settled();
  expect(last()).toBe("file 1");
  looks = [];
  pictures.arrange([source(2), source(3)], look);
  expect(looks).toEqual(["file 2"]);
});

test("what leaves the ring is closed", async () => {
  const pictures = ring();
  pictures.arrange([source(1), source(2)], look);
  await settled();
  pictures.arrange([source(2)], look);
  await settled();
  expect(decoder.open()).toEqual(["file 2"]);
  pictures.close();
  expect(decoder.open()).toEqual([]);
  expect(pictures.bytes).toBe(0);
});

test("a cold image shows its preview first, then every pixel", async () => {
  ring().arrange([source(1, 1800)], look);
  await settled();
  expect(looks).toEqual(["preview 1", "file 1"]);
});

test("an image no larger than a preview comes as it is", async () => {
  ring().arrange([source(1, 1600)], look);
  await settled();
  expect(looks).toEqual(["file 1"]);
});

test("neighbours are held at the size of the view, every pixel of the current image only", async () => {
  const pictures = ring();
  pictures.arrange([source(1, 8000), source(2, 8000), source(3, 1500)], look);
  await settled();
  expect(decoder.open()).toEqual(["preview 1", "preview 2 @1000", "file 3", "file 1"]);
  pictures.arrange([source(2, 8000), source(1, 8000)], look);
  await settled();
  expect(decoder.open()).toEqual(["preview 1", "preview 2 @1000", "file 2"]);
});

test("what the next key needs comes before the pixels that only a closer look needs", async () => {
  ring().arrange([source(1, 8000), source(2, 8000), source(3, 8000)], look);
  await settled();
  expect(decoder.asked).toEqual(["preview 1", "preview 2", "preview 3", "file 1"]);
});

test("where the view is close already, its pixels come first", async () => {
  const close = new Pictures({ decoder, sizeFor: (image) => image });
  close.arrange([source(1, 4000), source(2, 4000)], look);
  await settled();
  expect(decoder.asked).toEqual(["preview 1", "file 1", "file 2"]);
});

test("the bytes of the next original are brought near", async () => {
  ring().arrange([source(1, 8000), source(2, 8000), source(3, 8000)], look);
  await settled();
  expect(decoder.warmed).toEqual(["file 2"]);
});

test("pixels that are still on their way are given up when the person goes on", async () => {
  const pictures = ring();
  decoder.hold("file 1");
  pictures.arrange([source(1, 8000), source(2, 8000)], look);
  await settled();
  pictures.arrange([source(2, 8000), source(1, 8000)], look);
  await settled();
  decoder.release("file 1");
  await settled();
  expect(decoder.open()).toEqual(["preview 1", "preview 2 @1000", "file 2"]);
});

test("coming back while the pixels were given up asks for them again", async () => {
  const pictures = ring();
  decoder.hold("file 1");
  pictures.arrange([source(1, 8000)], look);
  await settled();
  pictures.arrange([source(2, 8000), source(1, 8000)], look);
  pictures.arrange([source(1, 8000), source(2, 8000)], look);
  decoder.release("file 1");
  await settled();
  expect(last()).toBe("file 1");
});

test("a file that the browser cannot read is shown by its preview", async () => {
  decoder.broken.add("file 1");
  ring().arrange([source(1)], look);
  await settled();
  expect(last()).toBe("preview 1");
});

test("what cannot be shown at all says so, and can be tried again", async () => {
  decoder.broken = new Set(["file 1", "preview 1"]);
  const pictures = ring();
  pictures.arrange([source(1)], look);
  await settled();
  expect(last()).toBe("unreadable");
  decoder.broken.clear();
  pictures.retry(source(1));
  await settled();
  expect(last()).toBe("file 1");
});

test("an image that failed as a neighbour is tried again when it is the current one", async () => {
  decoder.broken = new Set(["file 2", "preview 2"]);
  const pictures = ring();
  pictures.arrange([source(1), source(2)], look);
  await settled();
  decoder.broken.clear();
  looks = [];
  pictures.arrange([source(2), source(1)], look);
  await settled();
  expect(looks).toEqual(["file 2"]);
});

test("a picture that fails does not keep its neighbours away", async () => {
  decoder.broken = new Set(["file 1", "preview 1"]);
  ring().arrange([source(1), source(2)], look);
  await settled();
  expect(decoder.open()).toEqual(["file 2"]);
});

test("the ring holds no more than its budget, and always the current image", async () => {
  const pictures = ring(9_000_000);
  pictures.arrange([source(1), source(2), source(3)], look);
  await settled();
  expect(decoder.open()).toEqual(["file 1", "file 2"]);
  expect(pictures.bytes).toBe(8_000_000);
});

test("however large the current image is, its neighbours are held", async () => {
  const pictures = ring(256_000_000);
  pictures.arrange([source(1, 9000), source(2, 9000), source(3, 9000)], look);
  await settled();
  expect(decoder.open()).toContain("preview 3 @1000");
});

test("a picture that comes too late is neither shown nor kept", async () => {
  const pictures = ring();
  pictures.arrange([source(1)], look);
  pictures.arrange([source(2)], look);
  await settled();
  expect(looks).toEqual(["file 2"]);
  expect(decoder.open()).toEqual(["file 2"]);
});

test("a picture whose boxes are on their way is there when they are", async () => {
  const pictures = ring();
  pictures.arrange([source(1), source(2)], look);
  pictures.expect(source(7, 4000));
  pictures.arrange([source(1), source(3)], look);
  await settled();
  expect(decoder.open()).toContain("preview 7");
  looks = [];
  pictures.arrange([source(7, 4000)], look);
  expect(looks).toEqual(["preview 7"]);
  pictures.arrange([source(1)], look);
  await settled();
  expect(decoder.open()).toEqual(["file 1"]);
});

test("hundreds of images forth and back hold no more than a ring", async () => {
  const pictures = ring();
  for (let id = 1; id <= 300; id++) {
    const at = id <= 150 ? id : 300 - id;
    pictures.arrange(
      [at, at + 1, at + 2, at + 3, at - 1].map((near) => source(near, 1500)),
      look,
    );
    await settled();
    expect(decoder.open().length).toBeLessThanOrEqual(6);
  }
  pictures.close();
  expect(decoder.open()).toEqual([]);
});
