import { expect, test } from "vitest";
import { hasSeparator, withNames } from "./names.ts";

test("names are separated by commas or lines", () => {
  expect(withNames([], "car, bus;tram\ntraffic  light")).toEqual([
    "car",
    "bus",
    "tram",
    "traffic light",
  ]);
});

test("a name is taken once, whatever its case", () => {
  expect(withNames(["Car"], "car, CAR, bus")).toEqual(["Car", "bus"]);
});

test("blanks are no names", () => {
  expect(withNames(["car"], " , ,\n")).toEqual(["car"]);
});

test("a comma ends a name", () => {
  expect(hasSeparator("car,")).toBe(true);
  expect(hasSeparator("traffic light")).toBe(false);
});
