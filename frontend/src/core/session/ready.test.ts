import { beforeEach, expect, test } from "vitest";
import type { SheetImage } from "../open-image.ts";
import { NO_JOURNAL } from "../sync/journal-entry.ts";
import { HandClock } from "../testing/clock.ts";
import { openImage } from "../testing/make.ts";
import { MemoryServer } from "../testing/server.ts";
import { Session } from "./session.ts";

let clock: HandClock;
let server: MemoryServer;
let session: Session;
let shown: (number | null)[];
let near: readonly SheetImage[];
let expected: number[];

beforeEach(() => {
  clock = new HandClock();
  server = new MemoryServer();
  server.queue = [1, 2, 3, 4, 5, 6].map((id) => openImage(id));
  shown = [];
  near = [];
  expected = [];
  session = new Session({
    transport: server,
    journal: NO_JOURNAL,
    clock,
    show: (sheet) => shown.push(sheet?.image.id ?? null),
    prepare: (images) => {
      near = images;
    },
    expect: ({ id }) => expected.push(id),
    refreshed: () => {},
    notify: () => {},
  });
});

const phase = () => session.snapshot().phase;
const passing = () => clock.pass(10);

test("has three images ready the way the person goes, and one behind", async () => {
  await session.start(null);
  for (let count = 0; count < 3; count++) await session.next();
  await passing();
  expect(near.map(({ id }) => id)).toEqual([5, 6, 3]);
  await session.previous();
  expect(near.map(({ id }) => id)).toEqual([2, 1, 4]);
  await session.next();
  expect(near.map(({ id }) => id)).toEqual([5, 6, 3]);
});

test("hundreds of images later, the way back is ready before it is gone", async () => {
  server.queue = Array.from({ length: 300 }, (_, place) => openImage(place + 1));
  await session.start(null);
  for (let count = 0; count < 99; count++) {
    await session.next();
    await passing();
  }
  shown = [];
  for (let count = 0; count < 99; count++) {
    const step = session.previous();
    expect(phase()).toEqual({ name: "open" });
    await step;
    await passing();
  }
  expect(shown).toEqual(Array.from({ length: 99 }, (_, place) => 99 - place));
});

test("what was passed over hundreds of images ago is still known to be open", async () => {
  server.queue = Array.from({ length: 120 }, (_, place) => openImage(place + 1));
  await session.start(null);
  for (let count = 0; count < 120; count++) {
    await session.next();
    await passing();
  }
  expect(phase()).toEqual({ name: "empty", passedOver: 120 });
  await session.revisit();
  expect(shown.at(-1)).toBe(1);
});

test("the picture of an image whose row is known is begun before its boxes are there", async () => {
  await session.start(null);
  server.add(9);
  const opening = session.open(9, openImage(9).image);
  expect(expected).toEqual([9]);
  expect(phase()).toEqual({ name: "loading" });
  await opening;
  expect(shown.at(-1)).toBe(9);
});
