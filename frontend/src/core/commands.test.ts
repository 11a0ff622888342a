import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  acceptBoxes,
  apply,
  type Change,
  deleteBoxes,
  invert,
  markBoxes,
  merge,
  nudgeBoxes,
  pasteBoxes,
  rejectBoxes,
  relabelBoxes,
  reshapeBoxes,
} from "./commands.ts";
import { BoxDocument } from "./document.ts";
import { anyCommand, fresh } from "./testing/commands.ts";
import { box, IMAGE, suggestion } from "./testing/make.ts";

const MOVED = { x1: 50, y1: 50, x2: 150, y2: 120 };
const outcome = (change: Change | null) => change?.edits[0]?.after;

describe("touching a suggestion", () => {
  test("by moving it makes it the person's, with its score kept", () => {
    const document = new BoxDocument([suggestion("s", { score: 0.7 })]);
    const change = reshapeBoxes("move", document, new Map([["s", MOVED]]));
    expect(outcome(change)).toMatchObject({
      ...MOVED,
      status: "confirmed",
      origin: "adjusted",
      score: 0.7,
    });
  });

  test("by accepting it keeps it as it was", () => {
    const document = new BoxDocument([suggestion("s")]);
    const change = acceptBoxes(document, ["s"]);
    expect(outcome(change)).toEqual({ ...suggestion("s"), status: "confirmed" });
  });

  test("by naming the class that it has accepts it", () => {
    const document = new BoxDocument([suggestion("s")]);
    expect(outcome(relabelBoxes(document, ["s"], 1))).toMatchObject({ origin: "accepted" });
    expect(outcome(relabelBoxes(document, ["s"], 2))).toMatchObject({ origin: "adjusted" });
  });

  test("by deleting it rejects it", () => {
    const document = new BoxDocument([suggestion("s"), box("b")]);
    expect(outcome(deleteBoxes(document, ["s"]))).toMatchObject({ status: "rejected" });
    expect(outcome(deleteBoxes(document, ["b"]))).toBeNull();
  });
});

describe("a confirmed box", () => {
  test("that was accepted counts as adjusted once it is changed", () => {
    const document = new BoxDocument([box("a", { origin: "accepted" })]);
    expect(outcome(relabelBoxes(document, ["a"], 2))).toMatchObject({ origin: "adjusted" });
  });

  test("that was drawn or imported stays what it was", () => {
    const document = new BoxDocument([box("d"), box("i", { origin: "imported" })]);
    const change = relabelBoxes(document, ["d", "i"], 2);
    expect(change?.edits.map((edit) => edit.after?.origin)).toEqual(["drawn", "imported"]);
  });

  test("is not rejected and not accepted again", () => {
    const document = new BoxDocument([box("a")]);
    expect(rejectBoxes(document, ["a"])).toBeNull();
    expect(acceptBoxes(document, ["a"])).toBeNull();
  });
});

test("a command that changes nothing is no change", () => {
  const document = new BoxDocument([box("a")]);
  expect(reshapeBoxes("move", document, new Map([["a", box("a")]]))).toBeNull();
  expect(relabelBoxes(document, ["a"], 1)).toBeNull();
  expect(deleteBoxes(document, ["unknown"])).toBeNull();
  expect(nudgeBoxes(document, ["a"], 0, 0, IMAGE)).toBeNull();
});

test("a mark is set on all, and taken away when all have it", () => {
  const document = new BoxDocument([box("a", { occluded: true }), box("b")]);
  const set = markBoxes(document, ["a", "b"], "occluded");
  expect(set?.edits.map((edit) => edit.key)).toEqual(["b"]);
  if (set !== null) apply(document, set);
  const cleared = markBoxes(document, ["a", "b"], "occluded");
  expect(cleared?.edits.map((edit) => edit.after?.occluded)).toEqual([false, false]);
});

test("a nudge stops at the border", () => {
  const document = new BoxDocument([box("a", { x1: 0.5, x2: 50 })]);
  expect(outcome(nudgeBoxes(document, ["a"], -10, 0, IMAGE))).toMatchObject({ x1: 0, x2: 49.5 });
});

test("a group that is nudged against the border keeps its shape", () => {
  const document = new BoxDocument([box("a", { x1: 3, x2: 50 }), box("b", { x1: 60, x2: 90 })]);
  const change = nudgeBoxes(document, ["a", "b"], -10, 0, IMAGE);
  expect(change?.edits.map(({ after }) => [after?.x1, after?.x2])).toEqual([
    [0, 47],
    [57, 87],
  ]);
});

const contents = (document: BoxDocument) =>
  [...document.boxes()].sort((a, b) => a.key.localeCompare(b.key));

describe("every change", () => {
  test("is undone by its inverse", () => {
    fc.assert(
      fc.property(fc.array(anyCommand), anyCommand, (before, command) => {
        const document = fresh();
        for (const earlier of before) {
          const change = earlier(document);
          if (change !== null) apply(document, change);
        }
        const change = command(document);
        if (change === null) return;
        const then = contents(document);
        apply(document, change);
        apply(document, invert(change));
        expect(contents(document)).toEqual(then);
      }),
    );
  });

  test("merged with the next one does what both do", () => {
    fc.assert(
      fc.property(anyCommand, anyCommand, (first, second) => {
        const [apart, together] = [fresh(), fresh()];
        const one = first(apart);
        if (one !== null) apply(apart, one);
        const two = second(apart);
        if (one === null || two === null) return;
        apply(apart, two);
        apply(together, merge(one, two));
        expect(contents(together)).toEqual(contents(apart));
      }),
    );
  });
});

test("pasting adds all or, with none, nothing", () => {
  expect(pasteBoxes([])).toBeNull();
  expect(pasteBoxes([box("x"), box("y")])?.edits.map((edit) => edit.before)).toEqual([null, null]);
});
