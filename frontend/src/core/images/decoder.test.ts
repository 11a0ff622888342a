import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { settled } from "../testing/clock.ts";
import { type Answer, type Order, type PictureError, WorkerDecoder } from "./decoder.ts";

/** A worker that answers when a test says so. */
class HandWorker {
  static readonly all: HandWorker[] = [];
  readonly orders: Order[] = [];
  isOver = false;
  onmessage: (event: { readonly data: Answer }) => void = () => {};
  onerror: () => void = () => {};

  constructor() {
    HandWorker.all.push(this);
  }

  postMessage(order: Order): void {
    this.orders.push(order);
  }

  terminate(): void {
    this.isOver = true;
  }

  /** Answers the last order. */
  answer(given: { kind: "decoded" | "failed" | "warm"; [name: string]: unknown }): void {
    this.onmessage({ data: { id: this.orders.at(-1)?.id ?? 0, ...given } as Answer });
  }
}

const WANTED = { size: null, isUrgent: true };
let decoder: WorkerDecoder;
let abort: AbortController;
const decode = (address = "/a.jpg") => decoder.decode(address, WANTED, abort.signal);
const worker = (place = 0) => HandWorker.all[place] as HandWorker;
const picture = () => ({ close: vi.fn() });

beforeEach(() => {
  HandWorker.all.length = 0;
  vi.stubGlobal("Worker", HandWorker);
  decoder = new WorkerDecoder();
  abort = new AbortController();
});

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a picture is made by the worker, which is there before it is needed", async () => {
  expect(HandWorker.all).toHaveLength(1);
  const asked = decode();
  const bitmap = picture();
  worker().answer({ kind: "decoded", bitmap });
  expect(await asked).toBe(bitmap);
  expect(worker().orders).toEqual([{ kind: "decode", id: 1, address: "/a.jpg", ...WANTED }]);
});

test("a picture that cannot be read says why, and whether to try again", async () => {
  const asked = decode();
  worker().answer({ kind: "failed", message: "The server answered 500.", isPassing: true });
  await expect(asked).rejects.toMatchObject({
    name: "PictureError",
    message: "The server answered 500.",
    isPassing: true,
  });
  const other = decode();
  worker().answer({ kind: "warm" });
  await expect(other).rejects.toThrow("The image was not read.");
});

test("bytes are brought nearer, and it is no harm when they cannot be", async () => {
  const asked = decoder.warm("/a.jpg", abort.signal);
  worker().answer({ kind: "warm" });
  expect(await asked).toBeUndefined();
  const other = decoder.warm("/b.jpg", abort.signal);
  worker().answer({ kind: "failed", message: "", isPassing: true });
  expect(await other).toBeUndefined();
});

test("what nobody waits for any more is stopped, and closed when it comes all the same", async () => {
  const asked = decode();
  const bitmap = picture();
  abort.abort(new Error("gone on"));
  await expect(asked).rejects.toThrow("gone on");
  expect(worker().orders.at(-1)).toEqual({ kind: "abort", id: 1 });
  worker().onmessage({ data: { kind: "decoded", id: 1, bitmap } as unknown as Answer });
  expect(bitmap.close).toHaveBeenCalledOnce();
  await expect(decode()).rejects.toThrow("gone on");
});

test("an abort after the answer is none", async () => {
  const asked = decode();
  worker().answer({ kind: "decoded", bitmap: picture() });
  await asked;
  abort.abort();
  expect(worker().orders).toHaveLength(1);
});

test("a worker that broke fails what it was asked, and the next order has another", async () => {
  const asked = [decode(), decode("/b.jpg")].map((order) =>
    order.catch((error: PictureError) => error.isPassing),
  );
  worker().onerror();
  expect(await Promise.all(asked)).toEqual([true, true]);
  expect(worker().isOver).toBe(true);
  const next = decode();
  worker(1).answer({ kind: "decoded", bitmap: picture() });
  await next;
});

test("a decoder that is closed fails what it was asked", async () => {
  const asked = decode();
  decoder.close();
  await expect(asked).rejects.toThrow("The image was let go.");
  await settled();
  expect(worker().isOver).toBe(true);
});
