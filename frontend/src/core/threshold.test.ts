import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lowered, raised, type Shown } from "./threshold.ts";

const shown = (given: Partial<Shown>): Shown => ({
  threshold: 0.5,
  isChosen: true,
  confidences: [0.9, 0.62, 0.31],
  count: 2,
  ...given,
});

describe("from the person's threshold", () => {
  test("a step is a twentieth, or as far as the next suggestion", () => {
    expect(lowered(shown({}))).toBe(0.3);
    expect(lowered(shown({ confidences: [0.9, 0.62, 0.48] }))).toBe(0.45);
    expect(raised(shown({}))).toBe(0.65);
    expect(raised(shown({ threshold: 0.6 }))).toBe(0.65);
  });

  test("it goes on where nothing is left to show or to hide", () => {
    expect(lowered(shown({ count: 3, threshold: 0.3 }))).toBe(0.25);
    expect(lowered(shown({ confidences: [], count: 0, threshold: 0 }))).toBe(0);
    expect(raised(shown({ count: 0, threshold: 0.95 }))).toBe(1);
    expect(raised(shown({ count: 0, threshold: 1 }))).toBe(1);
  });
});

describe("from the model's own thresholds, which differ by category", () => {
  test("lower shows one that is hidden, and raise hides one that is shown", () => {
    // Shown are 0.9 and 0.31: the category of 0.62 has a stricter threshold.
    const models = shown({ isChosen: false });
    expect(lowered(models)).toBe(0.3);
    expect(raised(models)).toBe(0.65);
  });

  test("where nothing is shown, lower shows the best one", () => {
    expect(lowered(shown({ isChosen: false, count: 0 }))).toBe(0.9);
  });

  test("where all are shown, or none is there, the first step is from the general one", () => {
    expect(lowered(shown({ isChosen: false, count: 3 }))).toBe(0.45);
    expect(raised(shown({ isChosen: false, confidences: [], count: 0 }))).toBe(0.55);
  });
});

const confidences = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 });

test("lower never shows fewer, raise never more, and both stay within 0 to 1", () => {
  fc.assert(
    fc.property(confidences, fc.integer({ min: 0, max: 20 }), (found, step) => {
      const threshold = step / 20;
      const above = (limit: number) => found.filter((confidence) => confidence >= limit).length;
      const now = { threshold, isChosen: true, confidences: found, count: above(threshold) };
      const [down, up] = [lowered(now), raised(now)];
      expect(above(down)).toBeGreaterThanOrEqual(Math.min(now.count + 1, found.length));
      expect(above(up)).toBeLessThanOrEqual(now.count);
      expect(Math.min(down, up)).toBeGreaterThanOrEqual(0);
      expect(Math.max(down, up)).toBeLessThanOrEqual(1);
    }),
  );
});
