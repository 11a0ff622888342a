import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { wireBox } from "../testing/make.ts";
import { A, at, B, Bench } from "../testing/saving.ts";

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});

describe("the journal", () => {
  test("holds what the server has not, and is empty when it has", async () => {
    bench.server.mishaps.push({ kind: "unavailable" });
    bench.change("a", at("a", 5));
    bench.saver.setState("done");
    expect(bench.journal.kept.get(1)).toEqual({
      image: 1,
      changes: [{ key: "a", base: A, mine: at("a", 5) }],
      state: "done",
    });
    await bench.clock.pass(5000);
    expect(bench.journal.kept.size).toBe(0);
  });

  test("is written before anything is sent", async () => {
    let keptWhenSent = 0;
    const save = bench.server.save.bind(bench.server);
    bench.server.save = async (...request) => {
      keptWhenSent = bench.journal.kept.get(1)?.changes.length ?? 0;
      return save(...request);
    };
    bench.change("a", at("a", 5));
    bench.change("b", null);
    await bench.clock.pass(1000);
    expect(keptWhenSent).toBe(2);
  });

  test("is not touched by a window that may only look", async () => {
    bench.saver.pause();
    bench.change("a", at("a", 5));
    await bench.clock.pass(5000);
    expect(bench.journal.kept.size).toBe(0);
    expect(bench.bodies()).toEqual([]);
    bench.saver.resume();
    expect(bench.journal.kept.get(1)?.changes).toHaveLength(1);
    await bench.clock.pass(5000);
    expect(bench.onServer()).toEqual([at("a", 5), B]);
  });
});

describe("after a crash", () => {
  test("everything is back, is sent, and the journal is empty again", async () => {
    bench.change("a", at("a", 5));
    bench.saver.setState("done");
    await bench.crash();
    expect(bench.saver.unsaved).toBe(2);
    await bench.clock.pass(1000);
    expect(bench.onServer()).toEqual([at("a", 5), B]);
    expect(bench.server.stateOf(1)).toBe("done");
    expect(bench.journal.kept.size).toBe(0);
  });

  test("what was said with a state goes with it", async () => {
    bench.saver.setState("returned", { reason: "One is missing.", review: true });
    await bench.crash();
    await bench.clock.pass(1000);
    const said = { state: "returned", reason: "One is missing.", review: true };
    expect(bench.bodies().at(-1)).toMatchObject(said);
  });

  test("a box that was changed elsewhere meanwhile needs the person", async () => {
    bench.change("a", at("a", 5));
    bench.saver.pause();
    bench.server.change(1, [at("a", 77)]);
    await bench.crash();
    expect(bench.saver.conflicts).toEqual([
      { key: "a", mine: at("a", 5), theirs: at("a", 77), by: null },
    ]);
  });

  test("what arrived without an answer is no change of somebody else", async () => {
    bench.server.mishaps.push("lost");
    bench.change("a", at("a", 5));
    await bench.clock.pass(420);
    bench.change("a", at("a", 6));
    await bench.crash();
    expect(bench.saver.conflicts).toEqual([]);
    await bench.clock.pass(1000);
    expect(bench.onServer()).toEqual([at("a", 6), B]);
  });

  test("a save of thousands of boxes goes on where it was", async () => {
    const keys = Array.from({ length: 3000 }, (_, place) => `n${place}`);
    for (const key of keys) bench.screen.set(key, wireBox(key));
    bench.saver.touch(keys);
    while (bench.bodies().length < 5) await bench.clock.pass(1);
    await bench.crash();
    await bench.clock.pass(1000);
    expect(bench.server.boxesOf(1)).toHaveLength(3002);
    expect(bench.journal.kept.size).toBe(0);
  });
});

type Deed = (bench: Bench) => void | Promise<void>;
const named = (name: string, deed: Deed): Deed =>
  Object.assign(deed, { [fc.toStringMethod]: () => name });

const change = fc
  .tuple(fc.constantFrom("a", "b", "c"), fc.option(fc.integer({ min: 1, max: 9 })))
  .map(([key, x1]) =>
    named(`${key} ${x1}`, (open) => open.change(key, x1 === null ? null : at(key, x1))),
  );
const deeds = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: change },
    {
      weight: 2,
      arbitrary: fc
        .integer({ min: 0, max: 900 })
        .map((ms) => named(`wait ${ms}`, ({ clock }) => clock.pass(ms))),
    },
    {
      weight: 2,
      arbitrary: fc
        .constantFrom("lost", "unavailable")
        .map((kind) =>
          named(kind, ({ server }) => void server.mishaps.push(kind === "lost" ? kind : { kind })),
        ),
    },
    { weight: 2, arbitrary: fc.constant(named("crash", (broken) => broken.crash())) },
  ),
  { maxLength: 30 },
);

test("whenever the page dies and whatever the network does, the last word on each box arrives", async () => {
  await fc.assert(
    fc.asyncProperty(deeds, async (before) => {
      const broken = new Bench();
      for (const deed of before) {
        await deed(broken);
        expect(broken.saver.conflicts).toEqual([]);
      }
      const screen = broken.onScreen();
      broken.server.mishaps.length = 0;
      await broken.crash();
      expect(broken.onScreen()).toEqual(screen);
      await broken.clock.pass(60_000);
      expect(broken.onServer()).toEqual(screen);
      expect(broken.journal.kept.size).toBe(0);
    }),
    { numRuns: 300 },
  );
});
