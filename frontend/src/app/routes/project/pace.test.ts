import { expect, test } from "vitest";
import { costWords } from "./pace.ts";

const usual = { image: 7.8, look: 1, draw: 7, fix: 3.75, delete: 2.73, change_class: 2.93 };

test("what steps take here is told once enough images were measured", () => {
  const known = { ...usual, draw: 5.24, needed: 30 };
  expect(costWords({ ...known, images: 0, is_enough: false })).toBe("");
  expect(costWords({ ...known, images: 12, is_enough: false })).toBe(
    "Expected times are the usual ones until your own are known: 12 images of 30 measured.",
  );
  expect(costWords({ ...known, images: 30, is_enough: true })).toMatch(
    /^A box takes about 5\.2 s to draw here, and 3\.8 s to correct\./,
  );
});
