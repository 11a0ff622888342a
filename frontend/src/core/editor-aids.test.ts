import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { aidOverlay } from "./render/aid-overlay.ts";
import { OFFER_ACTS, openOffer, setOfferCount } from "./suggestions/offering.ts";
import { Easel } from "./testing/easel.ts";

let easel: Easel;

beforeEach(() => {
  easel = new Easel();
});

afterEach(() => easel.end());

describe("what helps with suggestions", () => {
  const suggested = () =>
    easel.editor.snapshot().boxes.filter(({ status }) => status === "predicted");
  let takeAway: () => void;

  beforeEach(() => {
    takeAway = easel.editor.layAbove(aidOverlay);
  });

  test("is there for as long as somebody lays it above the boxes", () => {
    expect(easel.screen.host.find("box-band")).toHaveLength(1);
    takeAway();
    takeAway();
    expect(easel.screen.host.find("box-band")).toEqual([]);
    expect(easel.screen.host.find("box-offers")).toEqual([]);
  });

  test("is a band around a suggestion that is looked at: so far its edges may be off", () => {
    easel.open({}, [0.9]);
    expect(easel.shown("box-band")).toEqual([]);
    easel.editor.dispatch({ type: "select", keys: [suggested()[0]?.key ?? ""] });
    easel.screen.frame();
    const [band] = easel.shown("box-band");
    expect(band?.style.borderWidth).toMatch(/px .*px$/);
  });

  test("is a word about a box that snapped, which goes after a while", async () => {
    easel.open({}, [0.3]);
    easel.editor.dispatch("tool.draw");
    easel.pointer("move", 20, 35);
    easel.screen.frame();
    expect(easel.shown("box-target")).toHaveLength(1);
    easel.drag([3, 13], [43, 62]);
    expect(easel.notices).not.toContain("too-small");
    expect(easel.shown("box-caption")[0]?.textContent).toContain("Snapped");
    await easel.screen.clock.pass(4000);
    easel.screen.frame();
    expect(easel.shown("box-caption")).toEqual([]);
  });

  test("is a word about a hint under the pointer", () => {
    easel.open({}, [0.3]);
    easel.editor.dispatch({ type: "hints", shows: true });
    easel.pointer("move", 20, 35);
    easel.screen.frame();
    expect(easel.shown("box-caption")[0]?.textContent).toBe("RBC 0.30, a click takes it");
  });

  test("is a dashed shape for each look-alike, the one that is looked at stronger", () => {
    const matches = [
      { x1: 10, y1: 100, x2: 110, y2: 200, likeness: 0.9 },
      { x1: 450, y1: 100, x2: 550, y2: 200, likeness: 0.9 },
    ];
    easel.editor.perform((desk) => openOffer(desk, "a", matches));
    easel.editor.perform((desk) => setOfferCount(desk, 2));
    easel.editor.perform(OFFER_ACTS.next);
    easel.screen.frame();
    expect(easel.screen.host.find("box-offer")).toHaveLength(2);
    expect(easel.screen.host.find("box-offer-seen")).toHaveLength(2);
    easel.editor.perform(OFFER_ACTS.close);
    easel.screen.frame();
    expect(easel.screen.host.find("box-offer")).toEqual([]);
  });
});
