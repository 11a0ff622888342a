import { describe, expect, test } from "vitest";
import { BoxDocument } from "./document.ts";
import { box, suggestion } from "./testing/make.ts";
import { byAttention, countByCategory, thresholdOf, visibleSlots } from "./visibility.ts";

const MODEL = { threshold: 0.5, thresholds: { "2": 0.8, "3": 1.01 } };
const NONE = new Set<string>();

describe("the threshold", () => {
  test("is the model's own for the class, until a person chooses one for all", () => {
    expect(thresholdOf(1, null, MODEL)).toBe(0.5);
    expect(thresholdOf(2, null, MODEL)).toBe(0.8);
    expect(thresholdOf(2, 0.3, MODEL)).toBe(0.3);
    expect(thresholdOf(2, null, null)).toBe(0.5);
  });
});

test("a suggestion is shown from its threshold on; what is confirmed always", () => {
  const document = new BoxDocument([
    box("drawn"),
    suggestion("at", { score: 0.5 }),
    suggestion("below", { score: 0.49 }),
    suggestion("strict", { score: 0.7, category: 2 }),
    suggestion("never", { score: 1, category: 3 }),
    box("rejected", { status: "rejected" }),
  ]);
  const shown = (chosen: number | null, selection = NONE, showsSuggestions = true) => {
    const isVisible = visibleSlots(document, { chosen, model: MODEL, showsSuggestions }, selection);
    return [...document.boxes()]
      .filter(({ key }) => isVisible(document.slotOf(key) ?? -1))
      .map(({ key }) => key);
  };
  expect(shown(null)).toEqual(["drawn", "at"]);
  expect(shown(0)).toEqual(["drawn", "at", "below", "strict", "never"]);
  expect(shown(1.0001, new Set(["rejected"]))).toEqual(["drawn", "rejected"]);
  expect(shown(0, NONE, false)).toEqual(["drawn"]);
});

test("what counts is the probability, and the score only where nobody measured one", () => {
  const document = new BoxDocument([
    suggestion("modest", { score: 0.2, probability: 0.7 }),
    suggestion("boastful", { score: 0.9, probability: 0.3 }),
    suggestion("unmeasured", { score: 0.6 }),
  ]);
  const isVisible = visibleSlots(
    document,
    { chosen: null, model: MODEL, showsSuggestions: true },
    NONE,
  );
  const shown = [...document.boxes()].filter(({ key }) => isVisible(document.slotOf(key) ?? -1));
  expect(shown.map(({ key }) => key)).toEqual(["modest", "unmeasured"]);
  expect([...document.boxes()].toSorted(byAttention).map(({ key }) => key)).toEqual([
    "boastful",
    "unmeasured",
    "modest",
  ]);
});

test("attention goes to the least certain suggestion first, then reads the rest", () => {
  const boxes = [
    box("low", { y1: 200 }),
    box("high", { y1: 5 }),
    suggestion("sure", { score: 0.9 }),
    suggestion("unsure", { score: 0.5 }),
    box("gone", { status: "rejected" }),
  ];
  const keys = boxes.toSorted(byAttention).map(({ key }) => key);
  expect(keys).toEqual(["unsure", "sure", "high", "low", "gone"]);
});

test("counts are by class and tell suggestions apart", () => {
  const boxes = [box("a"), box("b", { category: 2 }), suggestion("s"), suggestion("t")];
  expect(countByCategory(boxes)).toEqual(
    new Map([
      [1, { confirmed: 1, predicted: 2 }],
      [2, { confirmed: 1, predicted: 0 }],
    ]),
  );
});
