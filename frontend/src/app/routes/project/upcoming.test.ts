import { describe, expect, test } from "vitest";
import type { QueueEntry } from "../../api/types.ts";
import { batchWords, nearest, settledIn } from "./upcoming.ts";

const entries = (states: string) =>
  [...states].map((letter, image) => {
    const state = ({ d: "done", s: "skipped", t: "todo" } as const)[letter as "d" | "s" | "t"];
    return { image, state } as QueueEntry;
  });
const shown = (states: string, amount: number) =>
  nearest(entries(states), amount).map(({ image }) => image);

describe("the nearest images of a batch", () => {
  test("begin with the first that waits", () => {
    expect(shown("ddttdtt", 3)).toEqual([2, 3, 4]);
  });

  test("are the last ones where fewer are left", () => {
    expect(shown("ddddtt", 3)).toEqual([3, 4, 5]);
    expect(shown("tt", 3)).toEqual([0, 1]);
  });

  test("of a batch that is done are its first", () => {
    expect(shown("dsdd", 3)).toEqual([0, 1, 2]);
  });
});

test("skipped images are settled too", () => {
  expect(settledIn(entries("dstt"))).toBe(2);
});

test("how the batch was chosen depends on whether a model could be asked", () => {
  expect(batchWords({ phase: "cold", pool: 1 })).toBe(
    "Chosen from 1 open image by their looks: no model can be asked yet.",
  );
  expect(batchWords({ phase: "warm", pool: 240 })).toContain("240 open images by what the model");
});
