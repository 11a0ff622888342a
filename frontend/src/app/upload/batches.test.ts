import fc from "fast-check";
import { expect, test } from "vitest";
import { shareProgress, takeBatch } from "./batches.ts";

const limits = { files: 3, bytes: 100 };
const sized = (...sizes: number[]) => sizes.map((size) => ({ size }));

test("a batch ends before it grows too heavy", () => {
  expect(takeBatch(sized(60, 30, 20), limits)).toEqual(sized(60, 30));
});

test("a batch ends when it has enough files", () => {
  expect(takeBatch(sized(1, 1, 1, 1), limits)).toHaveLength(3);
});

test("a file over the limit goes alone", () => {
  expect(takeBatch(sized(500, 1), limits)).toEqual(sized(500));
});

test("nothing waiting gives nothing", () => {
  expect(takeBatch([], limits)).toEqual([]);
});

test("batches in a row carry each file once, in order", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(150)), (sizes) => {
      let waiting = sizes.map((size, id) => ({ size, id }));
      const sent: number[] = [];
      while (waiting.length > 0) {
        const batch = takeBatch(waiting, limits);
        expect(batch.length).toBeGreaterThan(0);
        sent.push(...batch.map((file) => file.id));
        waiting = waiting.slice(batch.length);
      }
      expect(sent).toEqual(sizes.map((_, id) => id));
    }),
  );
});

test("progress fills the files one after the other", () => {
  expect(shareProgress([10, 10, 10], 15)).toEqual([1, 0.5, 0]);
});

test("an empty file is through when those before it are", () => {
  expect(shareProgress([10, 0, 10], 10)).toEqual([1, 1, 0]);
});

test("shared progress adds up to what was sent", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 1000 })), fc.nat(5000), (sizes, sent) => {
      const total = sizes.reduce((sum, size) => sum + size, 0);
      const shared = shareProgress(sizes, sent).reduce(
        (sum, part, at) => sum + part * (sizes[at] ?? 0),
        0,
      );
      expect(shared).toBeCloseTo(Math.min(sent, total), 6);
    }),
  );
});
