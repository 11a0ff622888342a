import { expect, test } from "vitest";
import type { BoxChange, Revision } from "../../../api/history.ts";
import { changesWords, kindOf, revisionWords } from "./words.ts";

type Stored = NonNullable<BoxChange["after"]>;

const stored = (given: Partial<Stored> = {}): Stored => ({
  key: "a",
  category: 1,
  x1: 10,
  y1: 10,
  x2: 50,
  y2: 40,
  occluded: false,
  truncated: false,
  crowd: false,
  origin: "drawn",
  model_version: null,
  score: null,
  ...given,
});

const change = (before: Partial<Stored> | null, after: Partial<Stored> | null): BoxChange => ({
  key: "a",
  before: before && stored(before),
  after: after && stored(after),
});

const revision = (changes: BoxChange[], given: Partial<Revision> = {}): Revision => ({
  id: "r",
  number: 1,
  kind: "edit",
  state: "todo",
  author: "ann",
  reason: "",
  created_at: "2026-11-24T12:00:00Z",
  changes,
  change_count: changes.length,
  ...given,
});

test.each([
  [change(null, {}), "drawn"],
  [change(null, { origin: "adjusted" }), "accepted"],
  [change(null, { origin: "imported" }), "imported"],
  [change({}, null), "deleted"],
  [change({}, { x1: 15, x2: 55 }), "moved"],
  [change({}, { x2: 60 }), "resized"],
  [change({}, { x2: 60, category: 2 }), "relabelled"],
  [change({}, { occluded: true }), "marked"],
])("a change of a box is told by what became of it: %#", (row, kind) => {
  expect(kindOf(row)).toBe(kind);
});

test("many changes are told together, each kind once", () => {
  const changes = [
    change({}, null),
    change(null, {}),
    change(null, {}),
    change({}, { x1: 15, x2: 55 }),
  ];
  expect(changesWords(revision(changes))).toBe("drew 2 boxes, moved 1, deleted 1");
});

test("where only the first changes are known, all are counted and none is named", () => {
  expect(changesWords(revision([change(null, {})], { change_count: 9000 }))).toBe(
    "changed 9,000 boxes",
  );
});

test.each([
  [revision([change(null, {})]), "Drew 1 box"],
  [revision([], { kind: "finish", state: "done" }), "Finished"],
  [revision([change({}, null)], { kind: "finish", state: "done" }), "Finished: deleted 1 box"],
  [revision([], { kind: "review", state: "done" }), "Approved"],
  [revision([], { kind: "review", state: "returned" }), "Returned"],
  [revision([], { kind: "unsure", state: "unsure" }), "Sent to review"],
  [revision([]), "Changed nothing"],
])("a revision is told by its step and its changes: %#", (row, words) => {
  expect(revisionWords(row)).toBe(words);
});
