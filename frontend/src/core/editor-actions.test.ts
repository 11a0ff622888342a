import { beforeEach, describe, expect, test } from "vitest";
import { act, type EditorAction } from "./editor-actions.ts";
import { setShowsSuggestions } from "./suggestions/thresholds.ts";
import { CATEGORIES, Hands } from "./testing/desk.ts";
import { box } from "./testing/make.ts";

const A = { x1: 10, y1: 300, x2: 60, y2: 350 };
let hands: Hands;
const does = (...actions: EditorAction[]) => {
  for (const action of actions) act(hands.desk, action);
};

beforeEach(() => {
  hands = new Hands({ a: A }, [0.9, 0.3]);
});

describe("the app tells the editor", () => {
  test("the tool, and whether the view is kept", () => {
    does({ type: "tool", tool: "pan" }, { type: "keepsView", keepsView: false });
    expect(hands.desk.tool).toBe("pan");
    expect(hands.desk.camera.keepsView).toBe(false);
  });

  test("which boxes are selected, and which one is looked at", () => {
    does({ type: "select", keys: ["a"] });
    expect(hands.selected).toEqual(["a"]);
    does({ type: "select", keys: [] }, { type: "focus", key: "a" });
    expect(hands.selected).toEqual(["a"]);
    does({ type: "focus", key: "nobody" });
    expect(hands.selected).toEqual(["a"]);
  });

  test("that a menu is about the box under the pointer", () => {
    hands.point("move", 30, 320);
    does({ type: "selectTarget" });
    expect(hands.selected).toEqual(["a"]);
  });

  test("the class of what is selected, and the classes that there are", () => {
    does({ type: "select", keys: ["a"] }, { type: "category", category: 2 });
    expect(hands.boxes.find(({ key }) => key === "a")?.category).toBe(2);
    const archived = CATEGORIES.map((category) => ({ ...category, archived: category.id === 1 }));
    does({ type: "categories", categories: archived });
    expect(hands.desk.currentCategory).toBe(2);
    expect(hands.notices).toContainEqual({ code: "archived", names: ["RBC"], instead: "WBC" });
  });

  test("from which score on suggestions are shown, for all and for one class", () => {
    expect(hands.desk.suggestions()).toHaveLength(1);
    does({ type: "threshold", threshold: 0.2 });
    expect(hands.desk.suggestions()).toHaveLength(2);
    does({ type: "classThreshold", category: 1, threshold: 0.95 });
    expect(hands.desk.suggestions()).toHaveLength(0);
    does({ type: "classThreshold", category: 1, threshold: null });
    expect(hands.desk.suggestions()).toHaveLength(2);
    does({ type: "classStep", category: 1, direction: "raise" });
    expect(hands.desk.suggestions()).toHaveLength(1);
  });

  test("what helps with suggestions", () => {
    does({ type: "hints", shows: true }, { type: "magnet", isOn: false });
    does({ type: "tolerance", tolerance: 0.6 }, { type: "cues", shows: false });
    does({ type: "peek", peeks: "suggestions" }, { type: "previous", boxes: [box("b")] });
    const { aids, showsCues, peeks, previousBoxes } = hands.desk;
    expect(aids).toMatchObject({ showsHints: true, hasMagnet: false, tolerance: 0.6 });
    expect([showsCues, peeks, previousBoxes.length]).toEqual([false, "suggestions", 1]);
  });
});

describe("where suggestions are held back", () => {
  test("a step down of a class shows them all, and a step up hides them", () => {
    setShowsSuggestions(hands.desk, false);
    does({ type: "classStep", category: 1, direction: "lower" });
    expect(hands.sheet.showsSuggestions).toBe(true);
    setShowsSuggestions(hands.desk, false);
    does({ type: "classStep", category: 1, direction: "raise" });
    expect(hands.sheet.showsSuggestions).toBe(false);
  });
});
