import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wireBox } from "../testing/make.ts";
import { rebase } from "./conflict.ts";
import { byKey, differences, operationsOf, sameBoxOrNone, withSaved } from "./ops.ts";
import type { WireBox } from "./wire.ts";

const KEYS = ["a", "b", "c", "d"];
const moved = (key: string, x1: number): WireBox => wireBox(key, { x1 });

describe("my change on top of theirs", () => {
  const base = byKey([moved("a", 1), moved("b", 1)]);
  const mine = (key: string, box: WireBox | null) => [
    { key, base: base.get(key) ?? null, mine: box },
  ];

  test("stands when they changed another box, which is shown", () => {
    const theirs = byKey([moved("a", 1), moved("b", 9)]);
    const result = rebase(base, mine("a", moved("a", 5)), theirs);
    expect(result.kept).toEqual(["a"]);
    expect(result.conflicts).toEqual([]);
    expect(result.remote).toEqual({ put: [moved("b", 9)], remove: [], by: [] });
  });

  test("needs a person when they changed the same box differently", () => {
    const theirs = byKey([moved("a", 7), moved("b", 1)]);
    const result = rebase(base, mine("a", moved("a", 5)), theirs);
    expect(result.conflicts).toEqual([
      { key: "a", mine: moved("a", 5), theirs: moved("a", 7), by: null },
    ]);
    expect(result.kept).toEqual([]);
  });

  test("needs a person when they deleted what I changed", () => {
    const result = rebase(base, mine("a", moved("a", 5)), byKey([moved("b", 1)]));
    expect(result.conflicts).toEqual([{ key: "a", mine: moved("a", 5), theirs: null, by: null }]);
  });

  test("stands when it is only an earlier version of mine that the server has", () => {
    const theirs = byKey([moved("a", 3), moved("b", 1)]);
    const change = { key: "a", base: moved("a", 1), sent: moved("a", 3), mine: moved("a", 5) };
    expect(rebase(base, [change], theirs)).toMatchObject({ kept: ["a"], conflicts: [] });
  });

  test("is contested by whoever is known to have changed that box", () => {
    const authors = { names: ["ben", "eve"], ofBox: new Map([["a", "eve"]]) };
    const theirs = byKey([moved("a", 7), moved("b", 7)]);
    const result = rebase(base, mine("a", moved("a", 5)), theirs, authors);
    expect(result.conflicts.map(({ by }) => by)).toEqual(["eve"]);
    expect(result.remote.by).toEqual(["ben", "eve"]);
  });

  test("is nothing when they did the same", () => {
    const result = rebase(base, mine("a", null), byKey([moved("b", 1)]));
    expect(result).toEqual({ kept: [], conflicts: [], remote: { put: [], remove: [], by: [] } });
  });
});

/** Any subset of the keys, each with a box at one of three places. */
const boxes = fc
  .dictionary(fc.constantFrom(...KEYS), fc.constantFrom(1, 2, 3))
  .map((places) => byKey(Object.entries(places).map(([key, x1]) => moved(key, x1))));

describe("merging, whoever did what", () => {
  test("conflicts exactly where both changed a box differently, and loses nothing else", () => {
    fc.assert(
      fc.property(boxes, boxes, boxes, (base, mine, theirs) => {
        const mineOf = (key: string) => mine.get(key) ?? null;
        const changes = differences(KEYS, base, mineOf);
        const { kept, conflicts, remote } = rebase(base, changes, theirs);
        const contested = new Set(conflicts.map(({ key }) => key));
        const sent = operationsOf(differences(kept, theirs, mineOf));
        const server = withSaved(theirs, sent);
        const screen = withSaved(mine, { upsert: remote.put, delete: remote.remove });

        for (const key of KEYS) {
          const [before, my, their] = [base, mine, theirs].map((side) => side.get(key) ?? null) as [
            WireBox | null,
            WireBox | null,
            WireBox | null,
          ];
          const iChanged = !sameBoxOrNone(before, my);
          const theyChanged = !sameBoxOrNone(before, their);
          expect(contested.has(key)).toBe(iChanged && theyChanged && !sameBoxOrNone(my, their));
          if (contested.has(key)) continue;
          const expected = iChanged ? my : their;
          expect(server.get(key) ?? null).toEqual(expected);
          expect(screen.get(key) ?? null).toEqual(expected);
        }
      }),
    );
  });
});
