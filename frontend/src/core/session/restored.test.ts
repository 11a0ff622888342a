import { beforeEach, describe, expect, test } from "vitest";
import { wireBox } from "../testing/make.ts";
import { Sitting } from "../testing/sitting.ts";

let sitting: Sitting;

beforeEach(() => {
  sitting = new Sitting();
});

describe("after the window was closed with unsaved work", () => {
  beforeEach(() => {
    sitting.server.add(3);
    sitting.kept = [
      { image: 3, changes: [{ key: "n", base: null, mine: wireBox("n") }], state: null },
    ];
  });

  test("the work is back, is saved, and its image is shown", async () => {
    await sitting.session.start(null);
    expect(sitting.shown).toEqual([3]);
    expect(sitting.notices).toEqual([{ code: "restored", count: 1 }]);
    await sitting.clock.pass(1000);
    expect(sitting.server.boxesOf(3)).toEqual([wireBox("n")]);
    expect(sitting.session.hasUnsaved).toBe(false);
  });

  test("the work comes with its image when that could not be opened at once", async () => {
    sitting.server.mishaps.push({ kind: "unavailable" });
    sitting.leaveInQueue(3);
    await sitting.session.start(null);
    await sitting.passing();
    expect(sitting.shown).toEqual([3]);
    expect(sitting.current.document.has("n")).toBe(true);
    expect(sitting.notices).toEqual([{ code: "restored", count: 1 }]);
    await sitting.session.finish(0);
    await sitting.clock.pass(1000);
    expect(sitting.server.boxesOf(3)).toEqual([wireBox("n")]);
  });

  test("the queue does not hand the image out a second time", async () => {
    await sitting.session.start(null);
    for (let count = 0; count < 3; count++) await sitting.session.finish(0);
    expect(sitting.shown).toEqual([3, 1, 2, 4]);
  });
});
