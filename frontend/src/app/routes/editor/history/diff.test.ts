import { expect, test } from "vitest";
import type { BoxChange, Revision } from "../../../api/history.ts";
import { diffOf } from "./diff.ts";

const box = (x1: number) => ({ key: "a", x1, y1: 0, x2: x1 + 10, y2: 10 }) as BoxChange["after"];

const revision = (changes: BoxChange[], count = changes.length): Revision => ({
  id: "r",
  number: 4,
  kind: "edit",
  state: "todo",
  author: null,
  reason: "",
  created_at: "2026-11-24T12:00:00Z",
  changes,
  change_count: count,
});

test("a new box is added, a gone one removed, and a changed one is drawn as it was and as it became", () => {
  const { boxes } = diffOf(
    revision([
      { key: "a", before: null, after: box(0) },
      { key: "b", before: box(20), after: null },
      { key: "c", before: box(40), after: box(45) },
    ]),
  );
  expect(boxes.map(({ part, x1 }) => [part, x1])).toEqual([
    ["added", 0],
    ["removed", 20],
    ["before", 40],
    ["after", 45],
  ]);
});

test("changes that did not come are counted", () => {
  expect(diffOf(revision([{ key: "a", before: null, after: box(0) }], 500)).left).toBe(499);
});
