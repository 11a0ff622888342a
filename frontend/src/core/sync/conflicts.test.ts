import { beforeEach, describe, expect, test } from "vitest";
import { wireBox } from "../testing/make.ts";
import { A, at, B, Bench } from "../testing/saving.ts";

let bench: Bench;

/** The network is away for the first request, and back for the next. */
function failingOnce(load: Bench["server"]["annotation"]): Bench["server"]["annotation"] {
  let isBack = false;
  return async (image) => {
    if (isBack) return load(image);
    isBack = true;
    return { kind: "unavailable" };
  };
}

beforeEach(() => {
  bench = new Bench();
});

describe("when somebody else saves too", () => {
  test("other boxes are merged without a question", async () => {
    bench.server.change(1, [at("b", 77), wireBox("theirs")]);
    bench.change("a", at("a", 5));
    await bench.clock.pass(1000);
    expect(bench.saver.state).toBe("saved");
    expect(bench.screen.get("b")).toEqual(at("b", 77));
    expect(bench.screen.has("theirs")).toBe(true);
    expect(bench.told).toEqual([["ben"]]);
    expect(bench.onServer()).toEqual([at("a", 5), at("b", 77), wireBox("theirs")]);
  });

  test("a box that both changed needs the person; the rest is saved", async () => {
    bench.server.change(1, [at("a", 77)]);
    bench.change("a", at("a", 5));
    bench.change("b", null);
    await bench.clock.pass(1000);
    expect(bench.saver.state).toBe("conflict");
    expect(bench.saver.conflicts).toEqual([
      { key: "a", mine: at("a", 5), theirs: at("a", 77), by: "ben" },
    ]);
    expect(bench.onServer()).toEqual([at("a", 77)]);
    expect(bench.screen.get("a")).toEqual(at("a", 5));
  });

  test("the image is not finished before they agree", async () => {
    bench.server.change(1, [at("a", 77)]);
    bench.change("a", at("a", 5));
    bench.saver.setState("done");
    await bench.clock.pass(1000);
    expect(bench.server.stateOf(1)).toBe("todo");
    bench.saver.resolve("a", "mine");
    await bench.clock.pass(1000);
    expect(bench.server.stateOf(1)).toBe("done");
    expect(bench.onServer()).toEqual([at("a", 5), B]);
  });

  test.each([
    ["mine", [at("a", 5), B]],
    ["theirs", [at("a", 77), B]],
    ["both", [at("a", 77), B, { ...at("a", 5), key: "copy" }]],
  ] as const)("the person may keep %s", async (resolution, expected) => {
    bench.server.change(1, [at("a", 77)]);
    bench.change("a", at("a", 5));
    await bench.clock.pass(1000);
    bench.saver.resolve("a", resolution);
    await bench.clock.pass(1000);
    expect(bench.saver.state).toBe("saved");
    expect(bench.onServer()).toEqual(expected);
    expect(bench.onScreen()).toEqual(expected);
  });

  test("what they deleted and I changed may be kept or let go", async () => {
    bench.server.change(1, [], ["a"]);
    bench.change("a", at("a", 5));
    await bench.clock.pass(1000);
    expect(bench.saver.conflicts).toEqual([
      { key: "a", mine: at("a", 5), theirs: null, by: "ben" },
    ]);
    bench.saver.resolve("a", "theirs");
    await bench.clock.pass(1000);
    expect(bench.screen.has("a")).toBe(false);
    expect(bench.onServer()).toEqual([B]);
  });

  test("a lost answer hides nothing of what they did", async () => {
    bench.server.mishaps.push("lost");
    bench.change("a", at("a", 5));
    bench.server.change(1, [at("b", 77)]);
    await bench.clock.pass(5000);
    expect(bench.saver.state).toBe("saved");
    expect(bench.screen.get("b")).toEqual(at("b", 77));
  });

  test("a box that I changed while theirs was on its way to me needs the person", async () => {
    bench.server.change(1, [at("b", 77)]);
    await bench.withSlowAnswer(() => bench.change("b", at("b", 6)));
    expect(bench.saver.state).toBe("conflict");
    expect(bench.saver.conflicts).toEqual([
      { key: "b", mine: at("b", 6), theirs: at("b", 77), by: "ben" },
    ]);
    expect(bench.onServer()).toEqual([at("a", 5), at("b", 77)]);
    expect(bench.screen.get("b")).toEqual(at("b", 6));
  });

  test("a box that I deleted while theirs was on its way to me needs the person", async () => {
    bench.server.change(1, [at("b", 77)]);
    await bench.withSlowAnswer(() => bench.change("b", null));
    expect(bench.saver.conflicts).toEqual([
      { key: "b", mine: null, theirs: at("b", 77), by: "ben" },
    ]);
    expect(bench.onServer()).toEqual([at("a", 5), at("b", 77)]);
  });

  test("an undo on its way to a conflict does not undo their change", async () => {
    bench.server.change(1, [at("a", 77)]);
    await bench.withSlowAnswer(() => bench.change("a", A));
    expect(bench.saver.state).toBe("saved");
    expect(bench.screen.get("a")).toEqual(at("a", 77));
    expect(bench.onServer()).toEqual([at("a", 77), B]);
  });

  test("what they did is fetched later when it cannot be fetched now", async () => {
    bench.server.mishaps.push("lost");
    bench.change("a", at("a", 5));
    bench.server.change(1, [at("b", 77)]);
    await bench.clock.pass(420);
    bench.server.annotation = failingOnce(bench.server.annotation.bind(bench.server));
    await bench.clock.pass(10_000);
    expect(bench.screen.get("b")).toEqual(at("b", 77));
    bench.change("a", at("a", 6));
    await bench.clock.pass(1000);
    expect(bench.saver.state).toBe("saved");
    expect(bench.onServer()).toEqual([at("a", 6), at("b", 77)]);
  });

  test("a conflict that ends by an undo, while the network is away, holds up nothing", async () => {
    bench.server.change(1, [at("a", 77)]);
    bench.server.annotation = failingOnce(bench.server.annotation.bind(bench.server));
    bench.change("a", at("a", 5));
    await bench.clock.pass(420);
    expect(bench.saver.state).toBe("offline");
    bench.change("a", A);
    await bench.clock.pass(5000);
    expect(bench.screen.get("a")).toEqual(at("a", 77));
    bench.change("n", wireBox("n"));
    await bench.clock.pass(1000);
    expect(bench.saver.state).toBe("saved");
    expect(bench.onServer()).toEqual([at("a", 77), B, wireBox("n")]);
  });

  test("the time spent is counted once, with the request that counts", async () => {
    bench.effort = 12;
    bench.server.change(1, [at("a", 77)]);
    bench.change("b", null);
    bench.change("a", at("a", 5));
    await bench.clock.pass(1000);
    expect(bench.bodies().map((body) => body.effort?.active_seconds)).toEqual([12, 12]);
    expect(bench.effort).toBe(0);
  });

  test("a server that only ever refuses is not asked without end", async () => {
    bench.server.save = async (image, revision, body) => {
      bench.server.requests.push({ image, revision, body });
      return { kind: "conflict", by: { names: [] } };
    };
    bench.change("a", at("a", 5));
    await bench.clock.pass(3000);
    expect(bench.bodies().length).toBeLessThan(12);
    expect(bench.saver.unsaved).toBe(1);
  });
});

describe("what others saved while nothing was done here", () => {
  test("is shown as soon as it is heard of", async () => {
    bench.server.change(1, [at("b", 77)]);
    bench.saver.catchUp(4, ["ben"]);
    await bench.clock.pass(10);
    expect(bench.screen.get("b")).toEqual(at("b", 77));
    expect(bench.told).toEqual([["ben"]]);
    expect(bench.saver.revision).toBe(4);
  });

  test("is read again when it could not be read at once", async () => {
    bench.server.change(1, [at("b", 77)]);
    bench.server.mishaps.push({ kind: "unavailable" });
    bench.saver.catchUp(4, ["ben"]);
    await bench.clock.pass(5000);
    expect(bench.screen.get("b")).toEqual(at("b", 77));
  });

  test("is shown in a window that may only look, and nothing is sent from there", async () => {
    bench.saver.pause();
    bench.change("a", at("a", 5));
    bench.server.change(1, [at("b", 77)]);
    bench.saver.catchUp(4, ["ben"]);
    await bench.clock.pass(60_000);
    expect(bench.screen.get("b")).toEqual(at("b", 77));
    expect(bench.bodies()).toEqual([]);
    expect(bench.journal.kept.size).toBe(0);
  });
});
