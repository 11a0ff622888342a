import { expect, test } from "vitest";
import { together, wantedBy } from "./search.ts";

test.each([
  ["17", 17],
  ["#17", 17],
  [" 17 ", 17],
  ["plate 17", null],
  ["0", null],
  ["", null],
  ["99999999999999999999", null],
])("%j is the number %j", (text, number) => {
  expect(wantedBy(text).number).toBe(number);
});

test("a number is looked for in the names too", () => {
  expect(wantedBy("#17").name).toBe("17");
});

const ids = (images: readonly { readonly id: number }[]) => images.map(({ id }) => id);
const NUMBERED = [{ id: 17 }];
const NAMED = [{ id: 3 }, { id: 17 }, { id: 4 }, { id: 5 }];

test("the image of that number comes first where a number was meant, and no image twice", () => {
  const { isNumberFirst } = wantedBy("#17");
  expect(ids(together(NUMBERED, NAMED, { isNumberFirst, most: 3 }))).toEqual([17, 3, 4]);
});

test("the images of that name come first where it may be one, and the number is not lost", () => {
  const { isNumberFirst } = wantedBy("17");
  expect(ids(together(NUMBERED, NAMED, { isNumberFirst, most: 3 }))).toEqual([3, 4, 17]);
});
