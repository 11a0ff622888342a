import { beforeEach, describe, expect, test } from "vitest";
import { setCategories, setCurrentCategory } from "../actions/classes.ts";
import { travel } from "../actions/travelling.ts";
import { Desk, type Notice } from "../desk.ts";
import { dispatch } from "../dispatch.ts";
import { imagePoint, screenPoint } from "../geometry.ts";
import { predictionKey } from "../keys.ts";
import { Sheet } from "../sheet.ts";
import { setThreshold } from "../suggestions/thresholds.ts";
import { NO_JOURNAL } from "../sync/journal-entry.ts";
import { HandClock } from "../testing/clock.ts";
import { openImage, prediction } from "../testing/make.ts";
import { MemoryServer } from "../testing/server.ts";
import type { PointerInput } from "../tools/machine.ts";
import { toScreen } from "../viewport.ts";
import type { Match } from "./matching.ts";
import { OFFER_ACTS, type OfferAct, openOffer } from "./offering.ts";

const CATEGORIES = ["RBC", "WBC"].map((name, place) => ({
  id: place + 1,
  name,
  color: "#E69F00",
  hotkey: "",
  archived: false,
}));
/** The test prediction has boxes of 40 by 50 in a row, all of class 1. */
const FIRST = predictionKey(5, 0);

let desk: Desk;
let sheet: Sheet;
let notices: Notice[];

function layDown(...scores: number[]): void {
  sheet = new Sheet({
    open: openImage(1, { prediction: prediction(scores) }),
    transport: new MemoryServer().add(1, []),
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

const statuses = () => [...sheet.document.boxes()].map(({ status }) => status);
const confirmed = () => [...sheet.document.boxes()].filter(({ status }) => status === "confirmed");

function point(type: PointerInput["type"], x: number, y: number, shift = false): void {
  const at = imagePoint(x, y);
  const screen = toScreen(at, desk.camera.view);
  const modifiers = { shift, alt: false, ctrl: false };
  desk.input({ type, at, screen: screenPoint(screen.x, screen.y), pointer: "mouse", modifiers });
}

function drag(x1: number, y1: number, x2: number, y2: number, shift = false): void {
  point("down", x1, y1, shift);
  point("move", x2, y2, shift);
  point("up", x2, y2, shift);
}

function click(x: number, y: number, shift = false): void {
  point("down", x, y, shift);
  point("up", x, y, shift);
}

describe("the magnet", () => {
  beforeEach(() => {
    layDown(0.3, 0.3);
    desk.setTool("draw");
  });

  test("puts a sloppy drag where the model sees the object, although it was not shown", () => {
    drag(3, 13, 44, 63);
    expect(confirmed()).toMatchObject([
      { key: FIRST, x1: 0, y1: 10, x2: 40, y2: 60, origin: "accepted", category: 1 },
    ]);
    expect(desk.selection).toEqual(new Set([FIRST]));
    expect(notices).toEqual([{ code: "snapped" }]);
  });

  test("gives it the class that is being drawn", () => {
    setCurrentCategory(desk, 2);
    drag(1, 11, 41, 61);
    expect(confirmed()).toMatchObject([{ key: FIRST, category: 2, origin: "adjusted" }]);
  });

  test("is undone in two steps: first to what the hand drew, then to nothing", () => {
    drag(3, 13, 44, 63);
    travel(desk, "undo");
    expect(confirmed()).toMatchObject([{ x1: 3, y1: 13, x2: 44, y2: 63, origin: "drawn" }]);
    travel(desk, "undo");
    expect(statuses()).toEqual(["predicted", "predicted"]);
    travel(desk, "redo");
    travel(desk, "redo");
    expect(confirmed()).toMatchObject([{ key: FIRST }]);
  });

  test("is refused by Shift, and can be switched off", () => {
    drag(3, 13, 44, 63, true);
    travel(desk, "undo");
    dispatch(desk, "tool.magnet");
    drag(3, 13, 44, 63);
    expect(confirmed()).toMatchObject([{ x1: 3, y1: 13, origin: "drawn" }]);
    expect(notices.at(-1)).toEqual({ code: "magnet-off" });
  });

  test("takes one click into the middle of an object", () => {
    click(20, 35);
    expect(confirmed()).toMatchObject([{ key: FIRST }]);
    travel(desk, "undo");
    expect(statuses()).toEqual(["predicted", "predicted"]);
  });

  test("leaves two clicks at the corners alone", () => {
    click(1, 11);
    click(120, 200);
    expect(confirmed()).toMatchObject([{ x1: 1, y1: 11, x2: 120, y2: 200 }]);
  });

  test("leaves two clicks with Shift alone wherever they are", () => {
    click(20, 35, true);
    click(90, 95, true);
    expect(confirmed()).toMatchObject([{ x1: 20, y1: 35, x2: 90, y2: 95 }]);
  });
});

describe("hints", () => {
  beforeEach(() => layDown(0.9, 0.1));

  test("are in reach only while they are shown, and one click makes a box", () => {
    click(70, 35);
    expect(confirmed()).toEqual([]);

    dispatch(desk, "suggestions.hints");
    click(70, 35);
    expect(confirmed()).toMatchObject([{ x1: 50, origin: "accepted" }]);
    expect(notices.at(-1)).toEqual({ code: "accepted", count: 1 });
  });

  test("are not among what is accepted all at once", () => {
    dispatch(desk, "suggestions.hints");
    dispatch(desk, "box.acceptVisible");
    expect(confirmed()).toMatchObject([{ key: FIRST }]);
  });

  test("are not caught by a frame", () => {
    dispatch(desk, "suggestions.hints");
    drag(300, 300, 0, 0);
    expect(desk.selection).toEqual(new Set([FIRST]));
  });
});

describe("the threshold of one class", () => {
  test("goes its own way, and gives in when the one for all is moved", () => {
    layDown(0.9, 0.3);
    dispatch(desk, "threshold.lowerClass");
    expect(desk.suggestions()).toHaveLength(2);
    expect(desk.threshold).toBeNull();

    dispatch(desk, "threshold.raiseClass");
    expect(desk.suggestions()).toHaveLength(1);
    setThreshold(desk, 0);
    expect(desk.suggestions()).toHaveLength(2);
  });

  test("is that of the selected box where there is one", () => {
    layDown(0.9, 0.3);
    setCurrentCategory(desk, 2);
    desk.select([FIRST]);
    dispatch(desk, "threshold.lowerClass");
    expect(desk.suggestions()).toHaveLength(2);
  });
});

describe("look-alikes", () => {
  const act = (...acts: OfferAct[]) => {
    for (const one of acts) OFFER_ACTS[one](desk);
  };
  const offer = (matches: readonly Match[] = []) => {
    drag(300, 10, 340, 60, true);
    const [key = ""] = desk.selection;
    openOffer(desk, key, matches);
  };

  beforeEach(() => {
    layDown(0.9, 0.6, 0.1);
    desk.setTool("draw");
  });

  test("are walked through, taken or left, and each taken one is a step to undo", () => {
    offer();
    expect(desk.aids.offer?.count).toBe(2);
    act("take", "leave", "take");
    expect(desk.aids.offer).toBeNull();
    expect(confirmed().map(({ x1 }) => x1)).toEqual([50, 300]);
    travel(desk, "undo");
    expect(confirmed().map(({ x1 }) => x1)).toEqual([300]);
  });

  test("are taken all at once, in the class of the box that was drawn", () => {
    setCurrentCategory(desk, 2);
    offer([{ x1: 400, y1: 100, x2: 440, y2: 150, likeness: 0.9 }]);
    act("takeAll");
    expect(confirmed().every(({ category }) => category === 2)).toBe(true);
    expect(confirmed().map(({ origin }) => origin)).toContain("drawn");
    travel(desk, "undo");
    expect(confirmed()).toHaveLength(1);
  });

  test("are taken by a click, whatever the tool", () => {
    offer();
    click(60, 20);
    desk.setTool("select");
    click(20, 35);
    expect(confirmed().map(({ x1 }) => x1)).toEqual([0, 50, 300]);
  });

  test("go with the image", () => {
    offer();
    layDown(0.9);
    expect(desk.aids.offer).toBeNull();
  });

  test("are none before somebody takes them", () => {
    offer();
    act("close");
    expect(confirmed()).toHaveLength(1);
  });
});
