import { expect, test } from "vitest";
import { EffortMeter } from "./effort.ts";

test("time between signs of work counts, a longer gap does not", () => {
  const meter = new EffortMeter();
  for (const second of [0, 5, 25, 46, 50]) meter.sign(second * 1000);
  expect(meter.take().active_seconds).toBe(29);
});

test("time away from the image does not count", () => {
  const meter = new EffortMeter();
  meter.sign(0);
  meter.pause();
  meter.sign(9000);
  meter.sign(10_000);
  expect(meter.take().active_seconds).toBe(1);
});

test("what was taken is not counted twice, and what came back is not lost", () => {
  const meter = new EffortMeter();
  meter.sign(0);
  meter.sign(3000);
  meter.count("draw", 2);
  const taken = meter.take();
  expect(taken).toEqual({ active_seconds: 3, operations: { draw: 2 } });
  expect(meter.take()).toEqual({ active_seconds: 0, operations: {} });
  meter.count("draw");
  meter.add(taken);
  expect(meter.take()).toEqual({ active_seconds: 3, operations: { draw: 3 } });
});
