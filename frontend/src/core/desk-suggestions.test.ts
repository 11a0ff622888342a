import { beforeEach, describe, expect, test } from "vitest";
import { predictionKey } from "./keys.ts";
import { setThreshold } from "./suggestions/thresholds.ts";
import { Hands } from "./testing/desk.ts";
import { openImage, prediction } from "./testing/make.ts";

const suggested = (place: number) => predictionKey(5, place);

let hands: Hands;

/** Suggestions of which the server says that drawing should be quicker. */
const withoutShowing = (scores: readonly number[]) =>
  hands.layDown({}, scores, {
    open: openImage(1, { prediction: prediction(scores, { show_none: true }) }),
  });

describe("working through suggestions by keys", () => {
  beforeEach(() => {
    hands = new Hands({}, [0.95, 0.6, 0.8, 0.2]);
  });

  test("Tab goes from the least certain to the most, and round", () => {
    const order: (string | undefined)[] = [];
    for (let step = 0; step < 4; step++) {
      hands.run("box.next");
      order.push(hands.selected[0]);
    }
    expect(order).toEqual([suggested(1), suggested(2), suggested(0), suggested(1)]);
    hands.run("box.previous");
    expect(hands.selected).toEqual([suggested(0)]);
  });

  test("E accepts one and goes on to the next", () => {
    hands.run("box.accept");
    expect(hands.confirmed).toEqual([]);
    hands.run("box.accept", "box.reject", "box.accept");
    expect(hands.boxes.map(({ status }) => status)).toEqual([
      "confirmed",
      "confirmed",
      "rejected",
      "predicted",
    ]);
  });

  test("Shift+E accepts all that are shown, in one step back", () => {
    hands.run("box.acceptVisible");
    expect(hands.confirmed).toHaveLength(3);
    expect(hands.notices.at(-1)).toEqual({ code: "accepted", count: 3 });
    hands.run("history.undo");
    expect(hands.confirmed).toEqual([]);
  });

  test("where drawing should be quicker, suggestions wait until somebody asks for them", () => {
    withoutShowing([0.95, 0.2]);
    expect(hands.desk.suggestions()).toEqual([]);
    hands.run("box.acceptVisible");
    expect(hands.confirmed).toEqual([]);
    hands.run("suggestions.toggle");
    expect(hands.desk.suggestions()).toHaveLength(1);
    hands.run("box.next", "suggestions.toggle");
    expect(hands.desk.suggestions()).toEqual([]);
    expect(hands.desk.selection.size).toBe(0);
  });

  test("showing more begins with showing them at all", () => {
    withoutShowing([0.95, 0.2]);
    hands.run("threshold.lower");
    expect(hands.desk.suggestions()).toHaveLength(1);
    expect(hands.desk.threshold).toBeNull();
    hands.run("threshold.lower");
    expect(hands.desk.suggestions()).toHaveLength(2);
  });

  test("the threshold shows more or fewer, and lets go of what it hides", () => {
    hands.run("box.next");
    hands.run("threshold.raise", "threshold.raise", "threshold.raise");
    expect(hands.desk.threshold).toBe(1);
    expect(hands.desk.selection.size).toBe(0);
    expect(hands.desk.suggestions()).toHaveLength(0);
    hands.run("threshold.lower");
    expect(hands.desk.suggestions()).toHaveLength(1);
    setThreshold(hands.desk, 0);
    expect(hands.desk.suggestions()).toHaveLength(4);
    setThreshold(hands.desk, null);
    expect(hands.desk.suggestions()).toHaveLength(3);
  });

  test("a digit gives a class and takes the suggestion over", () => {
    hands.run("box.next", "category.2");
    expect(hands.confirmed).toMatchObject([{ category: 2, origin: "adjusted", score: 0.6 }]);
    expect(hands.desk.currentCategory).toBe(2);
  });
});

describe("a rejected suggestion", () => {
  beforeEach(() => {
    hands = new Hands({}, [0.9]);
  });

  test("is out of sight, until it is looked at, and can be taken after all", () => {
    hands.desk.select([suggested(0)]);
    hands.run("box.reject");
    expect(hands.desk.visibleBoxes()).toEqual([]);
    hands.desk.focus(suggested(0));
    expect(hands.desk.visibleBoxes()).toHaveLength(1);
    hands.run("box.accept");
    expect(hands.confirmed).toHaveLength(1);
  });
});
