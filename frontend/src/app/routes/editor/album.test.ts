import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openImage } from "../../../core/testing/make.ts";
import { MemoryServer } from "../../../core/testing/server.ts";
import { albumOf } from "./album.ts";

let server: MemoryServer;

beforeEach(() => {
  server = new MemoryServer();
  server.open = async (id) => ({ kind: "opened", images: [openImage(id)] });
  // As the server writes 3, 5, 9, 10: each as the step from the one before.
  const answer = { count: 4, steps: [3, 2, 4, 1], at: 0, results: [] };
  vi.stubGlobal("document", { cookie: "" });
  vi.stubGlobal("fetch", async () => Response.json(answer));
});

afterEach(() => vi.unstubAllGlobals());

async function idsOf(asked: ReturnType<ReturnType<typeof albumOf>["next"]> | undefined) {
  const outcome = await asked;
  return outcome?.kind === "opened" ? outcome.images.map(({ image }) => image.id) : outcome;
}

test("a viewer goes through the images in the gallery's order, to its end", async () => {
  const album = albumOf(1, server);
  expect(await idsOf(album.next([], 3))).toEqual([3, 5, 9]);
  expect(await idsOf(album.next([], 3))).toEqual([10]);
  expect(await idsOf(album.next([], 3))).toEqual([]);
});

test("from an image that was opened by its address it goes on, and back", async () => {
  const album = albumOf(1, server);
  await album.open(5);
  expect(await idsOf(album.next([], 2))).toEqual([9, 10]);
  expect(await idsOf(album.before?.(5))).toEqual([3]);
  expect(await idsOf(album.before?.(3))).toEqual([]);
});

test("nothing is reserved for who only looks", async () => {
  const album = albumOf(1, server);
  expect(await album.lease(5)).toMatchObject({ kind: "leased" });
  album.release(5);
  expect(server.released).toEqual([]);
});
