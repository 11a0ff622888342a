import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Answer, Order } from "./decoder.ts";

const LARGE = 3_000_000;

let answers: Answer[];
let transferred: unknown[];
let made: { bytes: number; options: unknown; isClosed: boolean; finish: (ok: boolean) => void }[];
let server: (address: string) => Promise<Response>;
let priorities: unknown[];

const worker = globalThis as unknown as { readonly onmessage: (event: { data: Order }) => void };
const tell = (data: Order) => worker.onmessage({ data });
const decode = (id: number, size = null as null | { width: number; height: number }) =>
  tell({ kind: "decode", id, address: `/${id}.jpg`, size, isUrgent: id === 1 });
const until = (happens: () => boolean) => vi.waitUntil(happens);
const answered = async (count = 1) => {
  await until(() => answers.length >= count);
  return answers.at(-1);
};

beforeAll(async () => {
  vi.stubGlobal("onmessage", null);
  vi.stubGlobal("postMessage", (answer: Answer, transfer: unknown[]) => {
    answers.push(answer);
    transferred.push(...transfer);
  });
  vi.stubGlobal("fetch", (address: string, { priority }: { priority?: string }) => {
    priorities.push(priority);
    return server(address);
  });
  vi.stubGlobal("createImageBitmap", (bytes: Blob, options: unknown) => {
    return new Promise((resolve, reject) => {
      const bitmap = {
        bytes: bytes.size,
        options,
        isClosed: false,
        close: () => {
          bitmap.isClosed = true;
        },
        finish: (ok: boolean) => (ok ? resolve(bitmap) : reject(new Error("not a picture"))),
      };
      made.push(bitmap);
    });
  });
  await import("./decode.worker.ts");
});

afterAll(() => {
  vi.unstubAllGlobals();
});

beforeEach(() => {
  answers = [];
  transferred = [];
  made = [];
  priorities = [];
  server = async () => new Response("pixels");
});

test("a file is fetched, decoded at the size that is wanted, and handed over", async () => {
  decode(1, { width: 800, height: 600 });
  await until(() => made.length === 1);
  expect(priorities).toEqual(["high"]);
  expect(made[0]?.options).toEqual({
    resizeWidth: 800,
    resizeHeight: 600,
    resizeQuality: "medium",
  });
  made[0]?.finish(true);
  expect(await answered()).toMatchObject({ kind: "decoded", id: 1 });
  expect(transferred).toHaveLength(1);
});

test("a file may be wanted as it is, and be fetched only to be near", async () => {
  decode(2);
  await until(() => made.length === 1);
  expect(made[0]?.options).toEqual({});
  made[0]?.finish(true);
  await answered();
  tell({ kind: "warm", id: 3, address: "/3.jpg" });
  expect(await answered(2)).toEqual({ kind: "warm", id: 3 });
  expect(priorities).toEqual(["low", "low"]);
});

test.each([
  [401, "You are signed out.", true],
  [404, "The server no longer has the file.", false],
  [429, "The server answered 429.", true],
  [503, "The server answered 503.", true],
  [415, "The server answered 415.", false],
])("an answer of %i is told in words", async (status, message, isPassing) => {
  server = async () => new Response("", { status });
  decode(4);
  expect(await answered()).toEqual({ kind: "failed", id: 4, message, isPassing });
});

test("a server that cannot be reached may be reached later", async () => {
  server = async () => {
    throw new TypeError("network");
  };
  tell({ kind: "warm", id: 5, address: "/5.jpg" });
  expect(await answered()).toMatchObject({
    message: "The server cannot be reached.",
    isPassing: true,
  });
});

test("a file that is no picture stays none", async () => {
  decode(6);
  await until(() => made.length === 1);
  made[0]?.finish(false);
  expect(await answered()).toMatchObject({
    message: "This browser cannot read the file.",
    isPassing: false,
  });
});

test("large files are decoded one after the other", async () => {
  server = async () => new Response(new Uint8Array(LARGE));
  decode(7);
  decode(8);
  await until(() => made.length === 1);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(made).toHaveLength(1);
  made[0]?.finish(true);
  await until(() => made.length === 2);
  made[1]?.finish(true);
  await answered(2);
});

test("what was stopped is not answered, and its picture is closed", async () => {
  decode(9);
  await until(() => made.length === 1);
  tell({ kind: "abort", id: 9 });
  tell({ kind: "abort", id: 99 });
  made[0]?.finish(true);
  await until(() => made[0]?.isClosed === true);

  server = async () => {
    tell({ kind: "abort", id: 10 });
    throw new DOMException("stopped", "AbortError");
  };
  decode(10);
  server = async () => new Response("");
  tell({ kind: "warm", id: 11, address: "/11.jpg" });
  expect(await answered()).toEqual({ kind: "warm", id: 11 });
});
