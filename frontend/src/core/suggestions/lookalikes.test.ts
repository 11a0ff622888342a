import { describe, expect, test } from "vitest";
import type { Rect } from "../geometry.ts";
import { lookAlikes, type Search } from "./lookalikes.ts";
import type { Proposal } from "./magnet.ts";
import { type Offer, shownIn, walked, withCount, without } from "./offer.ts";

const cell = (x: number, side = 40): Rect => ({ x1: x, y1: 10, x2: x + side, y2: 10 + side });
const proposal = (key: string, rect: Rect, confidence: number, category = 1): Proposal => ({
  key,
  ...rect,
  confidence,
  category,
});
const search = (given: Partial<Search>): Search => ({
  example: cell(0),
  category: 1,
  matches: [],
  proposals: [],
  taken: [cell(0)],
  ...given,
});
const keys = (given: Partial<Search>) => lookAlikes(search(given)).map(({ key }) => key);

describe("look-alikes", () => {
  test("are what the model saw of a similar size and shape, likest first", () => {
    const proposals = [
      proposal("doubtful", cell(100), 0.3),
      proposal("sure", cell(200), 0.9),
      proposal("huge", cell(300, 200), 0.9),
      proposal("flat", { x1: 100, y1: 100, x2: 220, y2: 120 }, 0.9),
    ];
    expect(keys({ proposals })).toEqual(["sure", "doubtful"]);
  });

  test("of another class count less", () => {
    const proposals = [proposal("other", cell(100), 0.9, 2), proposal("own", cell(200), 0.6)];
    expect(keys({ proposals })).toEqual(["own", "other"]);
  });

  test("that the picture shows too are likelier, in the model's box", () => {
    const proposals = [proposal("seen", cell(100), 0.3), proposal("only", cell(200), 0.3)];
    const matches = [{ ...cell(106), likeness: 0.8 }];
    const found = lookAlikes(search({ proposals, matches }));
    expect(found.map(({ key }) => key)).toEqual(["seen", "only"]);
    expect(found[0]).toMatchObject(cell(100));
  });

  test("need no model", () => {
    const matches = [{ ...cell(100), likeness: 0.8 }];
    expect(lookAlikes(search({ matches }))).toEqual([{ ...cell(100), likeness: 0.8, key: null }]);
  });

  test("are not what has its box already", () => {
    const matches = [{ ...cell(100), likeness: 0.8 }];
    expect(lookAlikes(search({ matches, taken: [cell(104)] }))).toEqual([]);
  });
});

describe("an offer", () => {
  const candidates = [0.9, 0.8, 0.7].map((likeness, place) => ({
    ...cell(100 * place),
    likeness,
    key: null,
  }));
  const offer: Offer = { category: 1, candidates, count: 2, focus: null };

  test("shows as many as somebody wants, but one at least", () => {
    expect(shownIn(withCount(offer, 3))).toHaveLength(3);
    expect(shownIn(withCount(offer, 0))).toHaveLength(1);
    expect(shownIn(withCount(offer, 99))).toHaveLength(3);
  });

  test("is walked through round and round", () => {
    const first = walked(offer, 1);
    expect(first.focus).toBe(0);
    expect(walked(walked(first, 1), 1).focus).toBe(0);
    expect(walked(first, -1).focus).toBe(1);
  });

  test("has the next one under the eye when one was decided, and ends with the last", () => {
    const left = without(walked(offer, 1), 0) as Offer;
    expect(shownIn(left)).toEqual([candidates[1]]);
    expect(left.focus).toBe(0);
    expect(without(left, 0)).toBeNull();
  });
});
