import { expect, test } from "vitest";
import { all, kept, NOTHING, reach, type Selection, toggle } from "./selection.ts";

const ORDER = [10, 20, 30, 40, 50];
const chosen = ({ ids }: Selection) => ORDER.filter((id) => ids.has(id));

test("an image is chosen and let go again", () => {
  const one = toggle(NOTHING, ORDER, 1);
  expect(chosen(one)).toEqual([20]);
  expect(chosen(toggle(one, ORDER, 1))).toEqual([]);
});

test("a range reaches from the last choice, and follows when it is drawn back", () => {
  const start = toggle(NOTHING, ORDER, 1);
  const long = reach(start, ORDER, 4);
  expect(chosen(long)).toEqual([20, 30, 40, 50]);
  expect(chosen(reach(long, ORDER, 2))).toEqual([20, 30]);
  expect(chosen(reach(long, ORDER, 0))).toEqual([10, 20]);
});

test("a range leaves what was chosen before it", () => {
  const apart = toggle(toggle(NOTHING, ORDER, 0), ORDER, 3);
  expect(chosen(reach(apart, ORDER, 4))).toEqual([10, 40, 50]);
});

test("a range without a beginning starts where the person stands", () => {
  expect(chosen(reach(NOTHING, ORDER, 3, 2))).toEqual([30, 40]);
});

test("images that are gone are no longer chosen", () => {
  const whole = all(ORDER);
  expect(kept(whole, ORDER)).toBe(whole);
  expect(chosen(kept(whole, [10, 30]))).toEqual([10, 30]);
});
