import { beforeEach, expect, test } from "vitest";
import { openImage } from "../testing/make.ts";
import { Sitting } from "../testing/sitting.ts";

let sitting: Sitting;

beforeEach(() => {
  sitting = new Sitting();
});

test("has three images ready the way the person goes, and one behind", async () => {
  await sitting.session.start(null);
  for (let count = 0; count < 3; count++) await sitting.session.next();
  await sitting.passing();
  expect(sitting.near.map(({ id }) => id)).toEqual([5, 6, 3]);
  await sitting.session.previous();
  expect(sitting.near.map(({ id }) => id)).toEqual([2, 1, 4]);
  await sitting.session.next();
  expect(sitting.near.map(({ id }) => id)).toEqual([5, 6, 3]);
});

test("hundreds of images later, the way back is ready before it is gone", async () => {
  sitting.server.queue = Array.from({ length: 300 }, (_, place) => openImage(place + 1));
  await sitting.session.start(null);
  for (let count = 0; count < 99; count++) {
    await sitting.session.next();
    await sitting.passing();
  }
  sitting.shown = [];
  for (let count = 0; count < 99; count++) {
    const step = sitting.session.previous();
    expect(sitting.phase).toEqual({ name: "open" });
    await step;
    await sitting.passing();
  }
  expect(sitting.shown).toEqual(Array.from({ length: 99 }, (_, place) => 99 - place));
});

test("what was passed over hundreds of images ago is still known to be open", async () => {
  sitting.server.queue = Array.from({ length: 120 }, (_, place) => openImage(place + 1));
  await sitting.session.start(null);
  for (let count = 0; count < 120; count++) {
    await sitting.session.next();
    await sitting.passing();
  }
  expect(sitting.phase).toEqual({ name: "empty", passedOver: 120 });
  await sitting.session.revisit();
  expect(sitting.shown.at(-1)).toBe(1);
});

test("the picture of an image whose row is known is begun before its boxes are there", async () => {
  await sitting.session.start(null);
  sitting.server.add(9);
  const opening = sitting.session.open(9, openImage(9).image);
  expect(sitting.expected).toEqual([9]);
  expect(sitting.phase).toEqual({ name: "loading" });
  await opening;
  expect(sitting.shown.at(-1)).toBe(9);
});
