import { beforeEach, expect, test } from "vitest";
import { settled } from "../testing/clock.ts";
import { PictureError } from "./decode.ts";
import { type Look, type PictureSource, Pictures } from "./pictures.ts";

interface Bitmap {
  readonly address: string;
  closed: boolean;
}

let made: Bitmap[];
let broken: Set<string>;
let looks: string[];

beforeEach(() => {
  made = [];
  broken = new Set();
  looks = [];
});

async function decode(address: string): Promise<ImageBitmap> {
  await Promise.resolve();
  if (broken.has(address)) throw new PictureError("unreadable", false);
  const bitmap = {
    address,
    closed: false,
    close() {
      bitmap.closed = true;
    },
  };
  made.push(bitmap);
  return bitmap as unknown as ImageBitmap;
}

const look = (next: Look) =>
  looks.push(next.kind === "failed" ? next.message : (next.bitmap as unknown as Bitmap).address);
const source = (id: number, side = 1000): PictureSource => ({
  id,
  width: side,
  height: side,
  file: `file ${id}`,
  preview: `preview ${id}`,
});
const open = () => made.filter(({ closed }) => !closed).map(({ address }) => address);
const last = () => looks.at(-1);

test("a neighbour is there at once when it becomes the current image", async () => {
  const pictures = new Pictures(decode);
  pictures.arrange([source(1), source(2)], look);
  await settled();
  expect(last()).toBe("file 1");
  looks = [];
  pictures.arrange([source(2), source(3)], look);
  expect(looks).toEqual(["file 2"]);
});

test("what leaves the ring is closed", async () => {
  const pictures = new Pictures(decode);
  pictures.arrange([source(1), source(2)], look);
  await settled();
  pictures.arrange([source(2)], look);
  await settled();
  expect(open()).toEqual(["file 2"]);
  pictures.close();
  expect(open()).toEqual([]);
});

test("a large image shows its preview first, and its neighbours keep to that", async () => {
  const pictures = new Pictures(decode);
  pictures.arrange([source(1, 8000), source(2, 8000)], look);
  await settled();
  expect(looks).toEqual(["preview 1", "file 1"]);
  expect(open()).toEqual(["preview 1", "file 1", "preview 2"]);
  pictures.arrange([source(2, 8000), source(1, 8000)], look);
  await settled();
  expect(open()).toEqual(["preview 1", "preview 2", "file 2"]);
});

test("a file that the browser cannot read is shown by its preview", async () => {
  broken.add("file 1");
  new Pictures(decode).arrange([source(1)], look);
  await settled();
  expect(last()).toBe("preview 1");
});

test("what cannot be shown at all says so, and can be tried again", async () => {
  broken = new Set(["file 1", "preview 1"]);
  const pictures = new Pictures(decode);
  pictures.arrange([source(1)], look);
  await settled();
  expect(last()).toBe("unreadable");
  broken.clear();
  pictures.retry(source(1));
  await settled();
  expect(last()).toBe("file 1");
});

test("the ring holds no more than its budget, and always the current image", async () => {
  const pictures = new Pictures(decode, 9_000_000);
  pictures.arrange([source(1), source(2), source(3)], look);
  await settled();
  expect(open()).toEqual(["file 1", "file 2"]);
});

test("a picture that comes too late is neither shown nor kept", async () => {
  const pictures = new Pictures(decode);
  pictures.arrange([source(1)], look);
  pictures.arrange([source(2)], look);
  await settled();
  expect(looks).toEqual(["file 2"]);
  expect(open()).toEqual(["file 2"]);
});
