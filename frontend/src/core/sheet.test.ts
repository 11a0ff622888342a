import { expect, test } from "vitest";
import { predictionKey } from "./keys.ts";
import { type OpenImage, Sheet } from "./sheet.ts";
import { NO_JOURNAL } from "./sync/journal-entry.ts";
import { HandClock } from "./testing/clock.ts";
import { annotation, openImage, prediction, wireBox } from "./testing/make.ts";
import { MemoryServer } from "./testing/server.ts";

const sheetOf = (given: Partial<OpenImage>) =>
  new Sheet({
    open: openImage(1, given),
    transport: new MemoryServer().add(1),
    journal: NO_JOURNAL,
    clock: new HandClock(),
    changed: () => {},
    received: () => {},
  });
const suggestionsOn = (sheet: Sheet) =>
  [...sheet.document.boxes()].filter(({ status }) => status === "predicted").map(({ key }) => key);

test("a suggestion that was accepted before is not made again, wherever its box went", () => {
  const key = predictionKey(5, 0);
  const boxes = [wireBox(key, { x1: 400, y1: 400, x2: 450, y2: 450 })];
  const sheet = sheetOf({ annotation: annotation({ boxes }), prediction: prediction([0.9, 0.8]) });
  expect(suggestionsOn(sheet)).toEqual([predictionKey(5, 1)]);
});

test("a suggestion of what already has a box is not made", () => {
  const boxes = [wireBox("drawn", { x1: 1, y1: 11, x2: 41, y2: 61 })];
  const sheet = sheetOf({ annotation: annotation({ boxes }), prediction: prediction([0.9]) });
  expect(suggestionsOn(sheet)).toEqual([]);
});

test("nothing is suggested on an image that is done", () => {
  const sheet = sheetOf({
    annotation: annotation({ state: "done" }),
    prediction: prediction([0.9]),
  });
  expect(suggestionsOn(sheet)).toEqual([]);
});
