import { beforeEach, describe, expect, test } from "vitest";
import { wireBox } from "../testing/make.ts";
import { A, at, B, Bench } from "../testing/saving.ts";
import { MemoryServer } from "../testing/server.ts";

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});

describe("when the network is away", () => {
  test("the work waits and is sent again by itself, as the same request", async () => {
    bench.server.mishaps.push({ kind: "unavailable" }, { kind: "unavailable" });
    bench.change("a", at("a", 5));
    await bench.clock.pass(450);
    expect(bench.saver.state).toBe("offline");
    expect(bench.saver.unsaved).toBe(1);
    await bench.clock.pass(5000);
    expect(bench.saver.state).toBe("saved");
    expect(new Set(bench.bodies().map(({ id }) => id)).size).toBe(1);
  });

  test("a lost answer does no harm", async () => {
    bench.server.mishaps.push("lost");
    bench.change("n", wireBox("n"));
    await bench.clock.pass(5000);
    expect(bench.saver.state).toBe("saved");
    expect(bench.bodies()).toHaveLength(2);
    expect(bench.onServer()).toEqual([A, B, wireBox("n")]);
  });

  test("attempts grow rarer, at most half a minute apart", async () => {
    for (let count = 0; count < 40; count++) bench.server.mishaps.push({ kind: "unavailable" });
    bench.change("a", at("a", 5));
    await bench.clock.pass(60_000);
    const inTheFirstMinute = bench.bodies().length;
    await bench.clock.pass(60_000);
    expect(inTheFirstMinute).toBeLessThan(10);
    expect(bench.bodies().length - inTheFirstMinute).toBe(2);
  });

  test("work goes on meanwhile, and all of it arrives", async () => {
    bench.server.mishaps.push({ kind: "unavailable" });
    bench.change("a", at("a", 5));
    await bench.clock.pass(450);
    bench.change("b", null);
    bench.saver.setState("done");
    await bench.clock.pass(5000);
    expect(bench.onServer()).toEqual([at("a", 5)]);
    expect(bench.server.stateOf(1)).toBe("done");
  });

  test("its return sends at once", async () => {
    for (let count = 0; count < 8; count++) bench.server.mishaps.push({ kind: "unavailable" });
    bench.change("a", at("a", 5));
    await bench.clock.pass(20_000);
    bench.server.mishaps.length = 0;
    bench.saver.flush();
    await bench.clock.pass(1);
    expect(bench.saver.state).toBe("saved");
  });
});

describe("when the session has ended", () => {
  test("the work waits for the person, and goes on from there", async () => {
    bench.server.mishaps.push({ kind: "signed-out" });
    bench.change("a", at("a", 5));
    await bench.clock.pass(60_000);
    expect(bench.saver.state).toBe("signed-out");
    expect(bench.bodies()).toHaveLength(1);
    bench.saver.flush();
    await bench.clock.pass(1);
    expect(bench.saver.state).toBe("saved");
    expect(bench.onServer()).toEqual([at("a", 5), B]);
  });
});

describe("when the server refuses", () => {
  const refusal = { kind: "refused", code: "forbidden", message: "No.", hint: "Ask." } as const;

  test("the work is kept and shown, and not sent again by itself", async () => {
    bench.server.mishaps.push(refusal);
    bench.change("a", at("a", 5));
    await bench.clock.pass(60_000);
    expect(bench.saver.state).toBe("refused");
    expect(bench.saver.refusal).toEqual(refusal);
    expect(bench.saver.unsaved).toBe(1);
    expect(bench.bodies()).toHaveLength(1);
  });

  test("the next change tries all of it again, under another id", async () => {
    bench.server.mishaps.push(refusal);
    bench.change("a", at("a", 5));
    await bench.clock.pass(1000);
    bench.change("b", at("b", 6));
    await bench.clock.pass(1000);
    expect(bench.saver.state).toBe("saved");
    expect(bench.onServer()).toEqual([at("a", 5), at("b", 6)]);
    expect(new Set(bench.bodies().map(({ id }) => id)).size).toBe(2);
  });

  test("work that was given up on its way does not hold up the next", async () => {
    bench.server.save = async () => {
      bench.server.save = MemoryServer.prototype.save;
      bench.screen.set("a", A);
      bench.saver.discard();
      return { kind: "unavailable" };
    };
    bench.change("a", at("a", 5));
    await bench.clock.pass(5000);
    bench.change("b", at("b", 6));
    await bench.clock.pass(1000);
    expect(bench.saver.state).toBe("saved");
    expect(bench.onServer()).toEqual([A, at("b", 6)]);
  });

  test("the person may give the changes up, and sees what the server has", async () => {
    bench.server.mishaps.push(refusal);
    bench.change("a", at("a", 5));
    bench.change("b", null);
    bench.change("n", wireBox("n"));
    await bench.clock.pass(1000);
    bench.saver.discard();
    expect(bench.onScreen()).toEqual([A, B]);
    expect(bench.saver.state).toBe("saved");
    expect(bench.journal.kept.size).toBe(0);
  });
});

describe("when the way to the server breaks in an unexpected way", () => {
  test("a request that throws is tried again, as the same request", async () => {
    const save = bench.server.save.bind(bench.server);
    bench.server.save = async (...request) => {
      bench.server.save = save;
      await save(...request);
      throw new Error("The frame was detached.");
    };
    bench.change("a", at("a", 5));
    await bench.clock.pass(450);
    expect(bench.saver.state).toBe("offline");
    await bench.clock.pass(5000);
    expect(bench.saver.state).toBe("saved");
    expect(new Set(bench.bodies().map(({ id }) => id)).size).toBe(1);
  });

  test("reading that throws is tried again, too", async () => {
    bench.server.change(1, [at("b", 77)]);
    bench.server.annotation = async () => {
      bench.server.annotation = MemoryServer.prototype.annotation;
      throw new Error("The frame was detached.");
    };
    bench.saver.catchUp(4, []);
    await bench.clock.pass(5000);
    expect(bench.screen.get("b")).toEqual(at("b", 77));
  });
});
