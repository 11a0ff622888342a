import { describe, expect, test } from "vitest";
import { BoxDocument } from "./document.ts";
import { box, suggestion } from "./testing/make.ts";
import {
  byAttention,
  countByCategory,
  type Filter,
  suggestionsByCategory,
  thresholdOf,
  visibleSlots,
} from "./visibility.ts";

const MODEL = { threshold: 0.5, thresholds: { "2": 0.8, "3": 1.01 } };
const NONE = new Set<string>();
const filter = (given: Partial<Filter> = {}): Filter => ({
  chosen: null,
  chosenFor: new Map(),
  model: MODEL,
  showsSuggestions: true,
  ...given,
});

describe("the threshold", () => {
  test("is the model's own for the class, until a person chooses one for all", () => {
    expect(thresholdOf(1, filter())).toBe(0.5);
    expect(thresholdOf(2, filter())).toBe(0.8);
    expect(thresholdOf(2, filter({ chosen: 0.3 }))).toBe(0.3);
    expect(thresholdOf(2, filter({ model: null }))).toBe(0.5);
  });

  test("that a person chose for one class goes before the one for all", () => {
    const chosenFor = new Map([[2, 0.1]]);
    expect(thresholdOf(2, filter({ chosen: 0.3, chosenFor }))).toBe(0.1);
    expect(thresholdOf(1, filter({ chosen: 0.3, chosenFor }))).toBe(0.3);
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
    const isVisible = visibleSlots(document, filter({ chosen, showsSuggestions }), selection);
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
  const isVisible = visibleSlots(document, filter(), NONE);
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

test("of each class it is known how many suggestions are shown and how many are not", () => {
  const document = new BoxDocument([
    box("drawn"),
    suggestion("a", { score: 0.9 }),
    suggestion("b", { score: 0.2 }),
    suggestion("c", { score: 0.2, category: 2 }),
  ]);
  expect(suggestionsByCategory(document, filter({ chosenFor: new Map([[2, 0.15]]) }))).toEqual(
    new Map([
      [1, { shown: 1, hidden: 1, threshold: 0.5, isChosen: false, reason: "" }],
      [2, { shown: 1, hidden: 0, threshold: 0.15, isChosen: true, reason: "" }],
    ]),
  );
});

test("why the model never suggests a class is told, until the person asks for it themselves", () => {
  const document = new BoxDocument([suggestion("a", { score: 0.9, category: 3 })]);
  const model = { ...MODEL, threshold_reasons: { "3": "It costs more than it saves." } };
  const reasonWith = (given: Partial<Filter>) =>
    suggestionsByCategory(document, filter({ model, ...given })).get(3)?.reason;
  expect(reasonWith({})).toBe("It costs more than it saves.");
  expect(reasonWith({ chosen: 0.4 })).toBe("");
  expect(reasonWith({ chosenFor: new Map([[3, 0.4]]) })).toBe("");
});
