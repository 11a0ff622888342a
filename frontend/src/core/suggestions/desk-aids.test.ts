import { beforeEach, describe, expect, test } from "vitest";
import { setCurrentCategory } from "../actions/classes.ts";
import { travel } from "../actions/travelling.ts";
import { predictionKey } from "../keys.ts";
import { setThreshold } from "../suggestions/thresholds.ts";
import { Hands } from "../testing/desk.ts";
import type { Match } from "./matching.ts";
import { OFFER_ACTS, type OfferAct, openOffer } from "./offering.ts";

/** The test prediction has boxes of 40 by 50 in a row, all of class 1. */
const FIRST = predictionKey(5, 0);

let hands: Hands;

beforeEach(() => {
  hands = new Hands({});
});

const statuses = () => hands.boxes.map(({ status }) => status);
const withShift = (act: () => void) => hands.holding({ shift: true }, act);

describe("the magnet", () => {
  beforeEach(() => {
    hands.layDown({}, [0.3, 0.3]);
    hands.desk.setTool("draw");
  });

  test("puts a sloppy drag where the model sees the object, although it was not shown", () => {
    hands.drag([3, 13], [44, 63]);
    expect(hands.confirmed).toMatchObject([
      { key: FIRST, x1: 0, y1: 10, x2: 40, y2: 60, origin: "accepted", category: 1 },
    ]);
    expect(hands.selected).toEqual([FIRST]);
    expect(hands.notices).toEqual([{ code: "snapped" }]);
  });

  test("gives it the class that is being drawn", () => {
    setCurrentCategory(hands.desk, 2);
    hands.drag([1, 11], [41, 61]);
    expect(hands.confirmed).toMatchObject([{ key: FIRST, category: 2, origin: "adjusted" }]);
  });

  test("is undone in two steps: first to what the hand drew, then to nothing", () => {
    hands.drag([3, 13], [44, 63]);
    travel(hands.desk, "undo");
    expect(hands.confirmed).toMatchObject([{ x1: 3, y1: 13, x2: 44, y2: 63, origin: "drawn" }]);
    travel(hands.desk, "undo");
    expect(statuses()).toEqual(["predicted", "predicted"]);
    travel(hands.desk, "redo");
    travel(hands.desk, "redo");
    expect(hands.confirmed).toMatchObject([{ key: FIRST }]);
  });

  test("is refused by Shift, and can be switched off", () => {
    withShift(() => hands.drag([3, 13], [44, 63]));
    travel(hands.desk, "undo");
    hands.run("tool.magnet");
    hands.drag([3, 13], [44, 63]);
    expect(hands.confirmed).toMatchObject([{ x1: 3, y1: 13, origin: "drawn" }]);
    expect(hands.notices.at(-1)).toEqual({ code: "magnet-off" });
  });

  test("takes one click into the middle of an object", () => {
    hands.click(20, 35);
    expect(hands.confirmed).toMatchObject([{ key: FIRST }]);
    travel(hands.desk, "undo");
    expect(statuses()).toEqual(["predicted", "predicted"]);
  });

  test("leaves two clicks at the corners alone", () => {
    hands.click(1, 11);
    hands.click(120, 200);
    expect(hands.confirmed).toMatchObject([{ x1: 1, y1: 11, x2: 120, y2: 200 }]);
  });

  test("leaves two clicks with Shift alone wherever they are", () => {
    withShift(() => hands.click(20, 35));
    withShift(() => hands.click(90, 95));
    expect(hands.confirmed).toMatchObject([{ x1: 20, y1: 35, x2: 90, y2: 95 }]);
  });
});

describe("hints", () => {
  beforeEach(() => {
    hands.layDown({}, [0.9, 0.1]);
  });

  test("are in reach only while they are shown, and one click makes a box", () => {
    hands.click(70, 35);
    expect(hands.confirmed).toEqual([]);

    hands.run("suggestions.hints");
    hands.click(70, 35);
    expect(hands.confirmed).toMatchObject([{ x1: 50, origin: "accepted" }]);
    expect(hands.notices.at(-1)).toEqual({ code: "accepted", count: 1 });
  });

  test("are not among what is accepted all at once", () => {
    hands.run("suggestions.hints");
    hands.run("box.acceptVisible");
    expect(hands.confirmed).toMatchObject([{ key: FIRST }]);
  });

  test("are not caught by a frame", () => {
    hands.run("suggestions.hints");
    hands.drag([300, 300], [0, 0]);
    expect(hands.selected).toEqual([FIRST]);
  });
});

describe("the threshold of one class", () => {
  test("goes its own way, and gives in when the one for all is moved", () => {
    hands.layDown({}, [0.9, 0.3]);
    hands.run("threshold.lowerClass");
    expect(hands.desk.suggestions()).toHaveLength(2);
    expect(hands.desk.threshold).toBeNull();

    hands.run("threshold.raiseClass");
    expect(hands.desk.suggestions()).toHaveLength(1);
    setThreshold(hands.desk, 0);
    expect(hands.desk.suggestions()).toHaveLength(2);
  });

  test("is that of the selected box where there is one", () => {
    hands.layDown({}, [0.9, 0.3]);
    setCurrentCategory(hands.desk, 2);
    hands.desk.select([FIRST]);
    hands.run("threshold.lowerClass");
    expect(hands.desk.suggestions()).toHaveLength(2);
  });
});

describe("look-alikes", () => {
  const act = (...acts: OfferAct[]) => {
    for (const one of acts) OFFER_ACTS[one](hands.desk);
  };
  const offer = (matches: readonly Match[] = []) => {
    withShift(() => hands.drag([300, 10], [340, 60]));
    const [key = ""] = hands.selected;
    openOffer(hands.desk, key, matches);
  };

  beforeEach(() => {
    hands.layDown({}, [0.9, 0.6, 0.1]);
    hands.desk.setTool("draw");
  });

  test("are walked through, taken or left, and each taken one is a step to undo", () => {
    offer();
    expect(hands.desk.aids.offer?.count).toBe(2);
    act("take", "leave", "take");
    expect(hands.desk.aids.offer).toBeNull();
    expect(hands.confirmed.map(({ x1 }) => x1)).toEqual([50, 300]);
    travel(hands.desk, "undo");
    expect(hands.confirmed.map(({ x1 }) => x1)).toEqual([300]);
  });

  test("are taken all at once, in the class of the box that was drawn", () => {
    setCurrentCategory(hands.desk, 2);
    offer([{ x1: 400, y1: 100, x2: 440, y2: 150, likeness: 0.9 }]);
    act("takeAll");
    expect(hands.confirmed.every(({ category }) => category === 2)).toBe(true);
    expect(hands.confirmed.map(({ origin }) => origin)).toContain("drawn");
    travel(hands.desk, "undo");
    expect(hands.confirmed).toHaveLength(1);
  });

  test("are taken by a click, whatever the tool", () => {
    offer();
    hands.click(60, 20);
    hands.desk.setTool("select");
    hands.click(20, 35);
    expect(hands.confirmed.map(({ x1 }) => x1)).toEqual([0, 50, 300]);
  });

  test("go with the image", () => {
    offer();
    hands.layDown({}, [0.9]);
    expect(hands.desk.aids.offer).toBeNull();
  });

  test("are none before somebody takes them", () => {
    offer();
    act("close");
    expect(hands.confirmed).toHaveLength(1);
  });
});
