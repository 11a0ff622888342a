import { beforeEach, describe, expect, test } from "vitest";
import { Hands } from "../testing/desk.ts";
import { OFFER_ACTS, type OfferAct, openOffer, setOfferCount } from "./offering.ts";

const ALIKE = [
  { x1: 200, y1: 300, x2: 250, y2: 350, likeness: 0.9 },
  { x1: 300, y1: 300, x2: 350, y2: 350, likeness: 0.8 },
];

let hands: Hands;
const offer = () => hands.desk.aids.offer;

describe("look-alikes that are offered", () => {
  const done = (act: OfferAct) => OFFER_ACTS[act](hands.desk);

  beforeEach(() => {
    hands = new Hands({ a: { x1: 10, y1: 300, x2: 60, y2: 350 } }, [0.9, 0.3]);
    openOffer(hands.desk, "a", ALIKE);
    setOfferCount(hands.desk, 9);
  });

  test("are walked through both ways", () => {
    const shown = offer()?.count ?? 0;
    expect(shown).toBeGreaterThanOrEqual(2);
    done("next");
    expect(offer()?.focus).toBe(0);
    done("next");
    expect(offer()?.focus).toBe(1);
    done("previous");
    expect(offer()?.focus).toBe(0);
  });

  test("are taken one by one: the first word only looks", () => {
    const before = hands.boxes.filter(({ status }) => status === "confirmed").length;
    done("take");
    expect(offer()?.focus).toBe(0);
    done("take");
    expect(hands.boxes.filter(({ status }) => status === "confirmed")).toHaveLength(before + 1);
  });

  test("are left out one by one", () => {
    const many = offer()?.candidates.length ?? 0;
    done("leave");
    expect(offer()?.candidates).toHaveLength(many);
    done("leave");
    expect(offer()?.candidates).toHaveLength(many - 1);
  });

  test("are taken all at once, or none of them", () => {
    done("close");
    expect(offer()).toBeNull();
    for (const act of ["next", "previous", "take", "takeAll", "leave", "close"] as const) done(act);
    setOfferCount(hands.desk, 3);
    expect(offer()).toBeNull();

    openOffer(hands.desk, "a", ALIKE);
    done("takeAll");
    expect(offer()).toBeNull();
    expect(hands.notices.at(-1)).toMatchObject({ code: "accepted" });
  });

  test("are those of a box that is there", () => {
    done("close");
    openOffer(hands.desk, "nobody", ALIKE);
    expect(offer()).toBeNull();
  });
});
