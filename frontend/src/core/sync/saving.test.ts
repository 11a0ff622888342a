import { beforeEach, describe, expect, test } from "vitest";
import { wireBox } from "../testing/make.ts";
import { A, at, B, Bench } from "../testing/saving.ts";

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});

describe("saving", () => {
  test("sends what changed, together, within half a second", async () => {
    bench.change("a", at("a", 5));
    bench.change("n", wireBox("n"));
    bench.change("b", null);
    expect(bench.saver.state).toBe("saving");
    expect(bench.saver.unsaved).toBe(3);
    await bench.clock.pass(500);

    expect(bench.bodies()).toHaveLength(1);
    expect(bench.bodies()[0]).toMatchObject({
      upsert: [at("a", 5), wireBox("n")],
      delete: ["b"],
      based_on: 5,
    });
    expect(bench.saver.state).toBe("saved");
    expect(bench.saver.unsaved).toBe(0);
    expect(bench.onServer()).toEqual([at("a", 5), wireBox("n")]);
  });

  test("is not put off by a hand that never rests", async () => {
    for (let step = 1; step <= 20; step++) {
      bench.change("a", at("a", step));
      await bench.clock.pass(100);
    }
    expect(bench.bodies().length).toBeGreaterThan(2);
  });

  test("sends nothing of what was undone in time", async () => {
    bench.change("a", at("a", 5));
    bench.change("a", A);
    expect(bench.saver.state).toBe("saved");
    await bench.clock.pass(1000);
    expect(bench.bodies()).toEqual([]);
  });

  test("sends an undo that comes while the change is on its way", async () => {
    bench.change("a", at("a", 5));
    await bench.clock.pass(400);
    bench.change("a", A);
    await bench.clock.pass(1000);
    expect(bench.onServer()).toEqual([A, B]);
    expect(bench.saver.state).toBe("saved");
  });

  test("sends many boxes in several requests, and the state with the last", async () => {
    for (let count = 0; count < 450; count++) bench.screen.set(`n${count}`, wireBox(`n${count}`));
    bench.saver.touch(bench.screen.keys());
    bench.saver.setState("done");
    await bench.clock.pass(1000);
    expect(bench.bodies().map((body) => body.upsert.length)).toEqual([200, 200, 50]);
    expect(bench.bodies().map((body) => body.state)).toEqual([undefined, undefined, "done"]);
    expect(bench.server.boxesOf(1)).toHaveLength(452);
  });

  test("sends an approval of an image that is done already", async () => {
    bench.saver.setState("done");
    await bench.clock.pass(1000);
    bench.saver.setState("done", { review: true });
    await bench.clock.pass(1000);
    expect(bench.bodies().map((body) => body.review)).toEqual([undefined, true]);
  });

  test("sends the state even where no box changed, once", async () => {
    bench.saver.setState("done");
    await bench.clock.pass(100);
    bench.saver.setState("done");
    await bench.clock.pass(100);
    expect(bench.bodies()).toHaveLength(1);
    expect(bench.server.stateOf(1)).toBe("done");
    expect(bench.saver.imageState).toBe("done");
  });
});
