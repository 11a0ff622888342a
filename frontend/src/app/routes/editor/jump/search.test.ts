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

test("the image of that number comes first, and no image twice", () => {
  expect(together([{ id: 17 }], [{ id: 3 }, { id: 17 }])).toEqual([{ id: 17 }, { id: 3 }]);
});
