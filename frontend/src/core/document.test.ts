import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Box, BoxDocument } from "./document.ts";
import { box, IMAGE, rectInside } from "./testing/make.ts";

const anyBox: fc.Arbitrary<Box> = fc
  .record({
    key: fc.constantFrom("a", "b", "c", "d", "e"),
    rect: rectInside(IMAGE),
    category: fc.integer({ min: 1, max: 1e6 }),
    occluded: fc.boolean(),
    truncated: fc.boolean(),
    crowd: fc.boolean(),
    origin: fc.constantFrom("drawn", "accepted", "adjusted", "imported"),
    score: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    probability: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    spread: fc.option(fc.constant([1.5, 0, 2, 0.25])),
    modelVersion: fc.option(fc.integer({ min: 1, max: 1e6 })),
    status: fc.constantFrom("predicted", "confirmed", "rejected"),
  })
  .map(({ rect, ...rest }) => ({ ...rest, ...rect }) as Box);

describe("a document", () => {
  test("gives back exactly what was put in, to the last bit", () => {
    fc.assert(
      fc.property(anyBox, (given) => {
        expect(new BoxDocument([given]).get(given.key)).toEqual(given);
      }),
    );
  });

  test("behaves as a map from keys to boxes", () => {
    const step = fc.oneof(anyBox, fc.constantFrom("a", "b", "c", "d", "e"));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const document = new BoxDocument();
        const map = new Map<string, Box>();
        for (const given of steps) {
          if (typeof given === "string") {
            document.remove(given);
            map.delete(given);
          } else {
            document.put(given);
            map.set(given.key, given);
          }
        }
        expect(document.size).toBe(map.size);
        expect(new Map([...document.boxes()].map((each) => [each.key, each]))).toEqual(map);
      }),
    );
  });

  test("grows, and uses free slots again", () => {
    const document = new BoxDocument();
    for (let count = 0; count < 1000; count++) document.put(box(`${count}`, { x1: count / 100 }));
    expect(document.get("999")).toEqual(box("999", { x1: 9.99 }));
    document.remove("3");
    document.put(box("new"));
    expect(document.end).toBe(1000);
    expect(document.size).toBe(1000);
  });

  test("knows nothing of a key that it does not have", () => {
    const document = new BoxDocument([box("a")]);
    document.remove("z");
    expect(document.get("z")).toBeNull();
    expect(document.slotOf("z")).toBeUndefined();
    expect(document.has("a")).toBe(true);
  });
});
