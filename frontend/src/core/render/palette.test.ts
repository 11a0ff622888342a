import fc from "fast-check";
import { expect, test } from "vitest";
import { inkOn, luminanceOf, stylesOf } from "./palette.ts";

const channel = fc.integer({ min: 0, max: 255 });
const color = fc
  .tuple(channel, channel, channel)
  .map((rgb) => `#${rgb.map((value) => value.toString(16).padStart(2, "0")).join("")}`);

test("a name can be read on any colour", () => {
  fc.assert(
    fc.property(color, (ground) => {
      const [light, dark] = [luminanceOf(ground), luminanceOf(inkOn(ground))].toSorted(
        (a, b) => b - a,
      );
      expect(((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)).toBeGreaterThanOrEqual(4.5);
    }),
  );
});

test("from the eighth class on the line differs too", () => {
  const categories = Array.from({ length: 15 }, (_, place) => ({
    id: place,
    name: `${place}`,
    color: "#E69F00",
    hotkey: "",
    archived: false,
  }));
  const dashes = [...stylesOf(categories).values()].map(({ dash }) => dash.length);
  expect(dashes).toEqual([0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 2, 2, 2, 2]);
});
