import { expect, test } from "vitest";
import { Cutter } from "./cutter.ts";

const REGION = { x: 10, y: 10, side: 40 };

/** A stand-in for the browser's canvas and decoder, which count what is asked of them. */
function stand() {
  const drawn: number[][] = [];
  const decoded: string[] = [];
  let closed = 0;
  let atOnce = 0;
  let most = 0;
  const context = { drawImage: (_: unknown, ...place: number[]) => drawn.push(place) };
  const canvas = () => ({ getContext: () => context }) as unknown as HTMLCanvasElement;
  const decode = async (url: string) => {
    decoded.push(url);
    atOnce += 1;
    most = Math.max(most, atOnce);
    await new Promise((done) => setTimeout(done));
    atOnce -= 1;
    if (url.includes("broken")) throw new Error("broken");
    return { width: 100, height: 50, close: () => closed++ } as unknown as ImageBitmap;
  };
  return { cutter: new Cutter(decode), canvas, drawn, decoded, counts: () => ({ closed, most }) };
}

test("a picture is decoded once for all of its crops, and then let go", async () => {
  const { cutter, canvas, drawn, decoded, counts } = stand();
  await Promise.all([1, 2, 3].map(() => cutter.cut(canvas(), "a", REGION, 200)));
  expect(decoded).toEqual(["a"]);
  expect(drawn).toHaveLength(3);
  await Promise.resolve();
  expect(counts().closed).toBe(1);
});

test("the region fills the canvas, from a rendition of half the size", async () => {
  const { cutter, canvas, drawn } = stand();
  await cutter.cut(canvas(), "a", REGION, 200);
  // 40 pixels of the image are 20 of the rendition, drawn as they are.
  expect(drawn).toEqual([[-5, -5, 100, 50]]);
});

test("no more than four pictures are decoded at once", async () => {
  const { cutter, canvas, decoded, counts } = stand();
  const urls = Array.from({ length: 20 }, (_, at) => `picture ${at}`);
  await Promise.all(urls.map((url) => cutter.cut(canvas(), url, REGION, 200)));
  expect(decoded).toHaveLength(20);
  expect(counts().most).toBeLessThanOrEqual(4);
});

test("a picture that cannot be read stops none of the others", async () => {
  const { cutter, canvas, drawn } = stand();
  const cuts = ["broken", "a"].map((url) => cutter.cut(canvas(), url, REGION, 200));
  const [first, second] = await Promise.allSettled(cuts);
  expect([first?.status, second?.status]).toEqual(["rejected", "fulfilled"]);
  expect(drawn).toHaveLength(1);
});
