import { beforeEach, describe, expect, test } from "vitest";
import { setCategories } from "./actions/classes.ts";
import { Desk, type Notice } from "./desk.ts";
import { dispatch } from "./dispatch.ts";
import { imagePoint, screenPoint } from "./geometry.ts";
import { predictionKey } from "./keys.ts";
import { Sheet } from "./sheet.ts";
import { setThreshold } from "./suggestions/thresholds.ts";
import { NO_JOURNAL } from "./sync/journal-entry.ts";
import type { WirePrediction } from "./sync/wire.ts";
import { HandClock } from "./testing/clock.ts";
import { CATEGORIES } from "./testing/desk.ts";
import { annotation, box, openImage, prediction, wireBox } from "./testing/make.ts";
import { MemoryServer } from "./testing/server.ts";
import type { PointerInput } from "./tools/machine.ts";
import { toScreen } from "./viewport.ts";

const suggested = (place: number) => predictionKey(5, place);

let desk: Desk;
let sheet: Sheet;
let notices: Notice[];

function layDown(
  scores: readonly number[] = [],
  keys: readonly string[] = [],
  given: Partial<WirePrediction> = {},
): void {
  const boxes = keys.map((key, place) =>
    wireBox(key, { x1: place * 100, y1: 200, x2: place * 100 + 80, y2: 260 }),
  );
  sheet = new Sheet({
    open: openImage(1, {
      annotation: annotation({ boxes }),
      prediction: prediction(scores, given),
    }),
    transport: new MemoryServer().add(1, boxes),
    journal: NO_JOURNAL,
    clock: new HandClock(),
    changed: () => {},
    received: () => {},
  });
  desk.load(sheet);
}

beforeEach(() => {
  notices = [];
  desk = new Desk({
    changed: () => {},
    repaint: () => {},
    moved: () => {},
    hovered: () => {},
    notify: (notice) => notices.push(notice),
  });
  setCategories(desk, CATEGORIES);
  desk.camera.resize({ width: 1000, height: 700 });
});

const run = (...commands: Parameters<typeof dispatch>[1][]) => {
  for (const command of commands) dispatch(desk, command);
};
const boxesOn = () => [...sheet.document.boxes()];
const confirmed = () => boxesOn().filter(({ status }) => status === "confirmed");

function point(type: PointerInput["type"], x: number, y: number): void {
  const at = imagePoint(x, y);
  const screen = toScreen(at, desk.camera.view);
  const modifiers = { shift: false, alt: false, ctrl: false };
  desk.input({ type, at, screen: screenPoint(screen.x, screen.y), pointer: "mouse", modifiers });
}

function drag(from: readonly [number, number], to: readonly [number, number]): void {
  point("down", ...from);
  point("move", (from[0] + to[0]) / 2, (from[1] + to[1]) / 2);
  point("move", ...to);
  point("up", ...to);
}

describe("working through suggestions by keys", () => {
  beforeEach(() => layDown([0.95, 0.6, 0.8, 0.2]));

  test("Tab goes from the least certain to the most, and round", () => {
    const order: (string | undefined)[] = [];
    for (let step = 0; step < 4; step++) {
      run("box.next");
      order.push([...desk.selection][0]);
    }
    expect(order).toEqual([suggested(1), suggested(2), suggested(0), suggested(1)]);
    run("box.previous");
    expect([...desk.selection]).toEqual([suggested(0)]);
  });

  test("E accepts one and goes on to the next", () => {
    run("box.accept");
    expect(confirmed()).toEqual([]);
    run("box.accept", "box.reject", "box.accept");
    expect(boxesOn().map(({ status }) => status)).toEqual([
      "confirmed",
      "confirmed",
      "rejected",
      "predicted",
    ]);
  });

  test("Shift+E accepts all that are shown, in one step back", () => {
    run("box.acceptVisible");
    expect(confirmed()).toHaveLength(3);
    expect(notices.at(-1)).toEqual({ code: "accepted", count: 3 });
    run("history.undo");
    expect(confirmed()).toEqual([]);
  });

  test("where drawing should be quicker, suggestions wait until somebody asks for them", () => {
    layDown([0.95, 0.2], [], { show_none: true });
    expect(desk.suggestions()).toEqual([]);
    run("box.acceptVisible");
    expect(confirmed()).toEqual([]);
    run("suggestions.toggle");
    expect(desk.suggestions()).toHaveLength(1);
    run("box.next", "suggestions.toggle");
    expect(desk.suggestions()).toEqual([]);
    expect(desk.selection.size).toBe(0);
  });

  test("showing more begins with showing them at all", () => {
    layDown([0.95, 0.2], [], { show_none: true });
    run("threshold.lower");
    expect(desk.suggestions()).toHaveLength(1);
    expect(desk.threshold).toBeNull();
    run("threshold.lower");
    expect(desk.suggestions()).toHaveLength(2);
  });

  test("the threshold shows more or fewer, and lets go of what it hides", () => {
    run("box.next");
    run("threshold.raise", "threshold.raise", "threshold.raise");
    expect(desk.threshold).toBe(1);
    expect(desk.selection.size).toBe(0);
    expect(desk.suggestions()).toHaveLength(0);
    run("threshold.lower");
    expect(desk.suggestions()).toHaveLength(1);
    setThreshold(desk, 0);
    expect(desk.suggestions()).toHaveLength(4);
    setThreshold(desk, null);
    expect(desk.suggestions()).toHaveLength(3);
  });

  test("a digit gives a class and takes the suggestion over", () => {
    run("box.next", "category.2");
    expect(confirmed()).toMatchObject([{ category: 2, origin: "adjusted", score: 0.6 }]);
    expect(desk.currentCategory).toBe(2);
  });
});

describe("drawing", () => {
  beforeEach(() => layDown());

  test("makes a box of the current class and selects it", () => {
    run("category.3", "tool.draw");
    drag([10, 10], [100, 90]);
    expect(confirmed()).toMatchObject([{ category: 3, x1: 10, y1: 10, x2: 100, y2: 90 }]);
    expect([...desk.selection]).toEqual([confirmed()[0]?.key]);
  });

  test("does not grab the box below, but reaches the handles of the last one", () => {
    run("tool.draw");
    drag([10, 10], [200, 190]);
    drag([50, 50], [100, 100]);
    expect(confirmed()).toHaveLength(2);
    drag([100, 100], [150, 150]);
    expect(confirmed()).toHaveLength(2);
    expect(confirmed()[1]).toMatchObject({ x2: 150, y2: 150 });
  });

  test("without classes says so", () => {
    setCategories(desk, []);
    run("tool.draw");
    drag([10, 10], [100, 90]);
    expect(confirmed()).toEqual([]);
    expect(notices.at(-1)).toEqual({ code: "no-category" });
  });

  test("is left by Escape one step at a time", () => {
    run("tool.draw");
    drag([10, 10], [100, 90]);
    point("down", 200, 200);
    run("cancel");
    expect(desk.isGestureIdle).toBe(true);
    expect(desk.selection.size).toBe(1);
    run("cancel");
    expect(desk.selection.size).toBe(0);
    expect(desk.tool).toBe("draw");
    run("cancel");
    expect(desk.tool).toBe("select");
  });

  test("can be carried on after panning with the middle button", () => {
    run("tool.draw");
    point("down", 10, 10);
    point("up", 10, 10);
    const { view } = desk.camera;
    const modifiers = { shift: false, alt: false, ctrl: false };
    const middle = (type: PointerInput["type"], x: number) =>
      desk.input(
        { type, at: imagePoint(0, 0), screen: screenPoint(x, 5), pointer: "mouse", modifiers },
        type === "down",
      );
    middle("down", 0);
    middle("move", 30);
    middle("up", 30);
    expect(desk.camera.view.left).toBe(view.left + 30);
    point("down", 100, 100);
    point("up", 100, 100);
    expect(confirmed()).toMatchObject([{ x1: 10, y1: 10, x2: 100, y2: 100 }]);
  });
});

describe("the selection", () => {
  beforeEach(() => layDown([0.9], ["a", "b"]));

  test("is nudged, and its edges are moved, pixel by pixel", () => {
    desk.select(["b"]);
    run("nudge.right.10", "nudge.up.1", "grow.right", "pull.left", "pull.left");
    expect(sheet.document.get("b")).toMatchObject({ x1: 108, y1: 199, x2: 191, y2: 259 });
  });

  test("never shrinks to nothing", () => {
    desk.select(["b"]);
    for (let step = 0; step < 200; step++) run("grow.left");
    expect(sheet.document.get("b")).toMatchObject({ x1: 100, x2: 101 });
  });

  test("is deleted, and comes back with the same keys", () => {
    desk.select(["a", "b"]);
    run("box.delete");
    expect(confirmed()).toEqual([]);
    run("history.undo");
    expect(confirmed().map(({ key }) => key)).toEqual(["a", "b"]);
    expect(desk.selection).toEqual(new Set(["a", "b"]));
    run("history.redo");
    expect(confirmed()).toEqual([]);
  });

  test("is all that is shown, after Ctrl+A", () => {
    run("box.selectAll");
    expect(desk.selection.size).toBe(3);
  });

  test("is marked, and unmarked", () => {
    desk.select(["a"]);
    run("box.occluded", "box.crowd");
    expect(sheet.document.get("a")).toMatchObject({ occluded: true, crowd: true });
    run("box.occluded");
    expect(sheet.document.get("a")).toMatchObject({ occluded: false, crowd: true });
  });
});

describe("copies", () => {
  test("go to the same place on another image", () => {
    layDown([], ["a"]);
    desk.select(["a"]);
    run("box.copy");
    layDown([], []);
    run("box.paste");
    expect(confirmed()).toMatchObject([{ x1: 0, y1: 200, x2: 80, y2: 260, origin: "drawn" }]);
  });

  test("go beside the very same box", () => {
    layDown([], ["a"]);
    desk.select(["a"]);
    run("box.copy", "box.paste");
    const copy = confirmed().find(({ key }) => key !== "a");
    expect(copy?.x1).toBeGreaterThan(0);
    expect([...desk.selection]).toEqual([copy?.key]);
  });

  test("of the previous image, or duplicates, are boxes of their own", () => {
    layDown([], ["a"]);
    desk.previousBoxes = [box("old", { x1: 300, x2: 400 })];
    run("box.pasteFromPrevious");
    desk.select(["a"]);
    run("box.duplicate");
    expect(new Set(confirmed().map(({ key }) => key)).size).toBe(3);
    expect(confirmed().every(({ key }) => key !== "old")).toBe(true);
  });

  test("of nothing say so", () => {
    layDown();
    run("box.paste");
    expect(notices).toEqual([{ code: "nothing-to-paste" }]);
  });
});

describe("a rejected suggestion", () => {
  beforeEach(() => layDown([0.9]));

  test("is out of sight, until it is looked at, and can be taken after all", () => {
    desk.select([suggested(0)]);
    run("box.reject");
    expect(desk.visibleBoxes()).toEqual([]);
    desk.focus(suggested(0));
    expect(desk.visibleBoxes()).toHaveLength(1);
    run("box.accept");
    expect(confirmed()).toHaveLength(1);
  });
});

describe("looking", () => {
  beforeEach(() => layDown([0.9], ["a"]));

  test("closely at a box, and back", () => {
    const fitted = desk.camera.view;
    desk.select(["a"]);
    run("view.selection");
    expect(desk.camera.view.scale).toBeGreaterThan(fitted.scale);
    run("view.selection");
    expect(desk.camera.view).toEqual(fitted);
  });

  test("nearer, further, and at the whole", () => {
    const fitted = desk.camera.view;
    run("view.zoomIn", "view.zoomIn", "view.zoomOut");
    expect(desk.camera.view.scale).toBeCloseTo(fitted.scale * 1.25, 9);
    run("view.fit");
    expect(desk.camera.view).toEqual(fitted);
  });

  test("is kept for the next image of the same size", () => {
    run("view.zoomIn");
    const { view } = desk.camera;
    layDown([], []);
    expect(desk.camera.view).toEqual(view);
  });

  test("under the boxes hits none of them", () => {
    desk.peek("all");
    point("move", 40, 230);
    expect(desk.hover).toBeNull();
    desk.peek("nothing");
    point("move", 40, 230);
    expect(desk.hover).toEqual({ part: "inside", key: "a" });
  });

  test("at a pile of boxes goes through them", () => {
    drag([200, 300], [200, 300]);
    desk.hand.pointer = imagePoint(40, 230);
    run("box.cycle");
    expect([...desk.selection]).toEqual(["a"]);
  });
});
