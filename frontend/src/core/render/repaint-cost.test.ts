import { afterEach, expect, test, vi } from "vitest";
import { RepaintCost } from "./repaint-cost.ts";

/** A channel whose messages arrive when the test says that the frame is out. */
class HeldChannel {
  static arrive = () => {};
  readonly port1 = { onmessage: () => {}, close: () => {} };
  readonly port2 = {
    postMessage: () => {
      HeldChannel.arrive = () => this.port1.onmessage();
    },
  };
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test("what the browser draws after the script of a frame belongs to its cost", () => {
  vi.stubGlobal("MessageChannel", HeldChannel);
  const clock = vi.spyOn(performance, "now").mockReturnValue(1000);
  const cost = new RepaintCost();
  expect(cost.isAffordable).toBe(true);
  cost.begin();
  clock.mockReturnValue(1020);
  HeldChannel.arrive();
  expect(cost.isAffordable).toBe(false);
  cost.begin();
  clock.mockReturnValue(1025);
  HeldChannel.arrive();
  expect(cost.isAffordable).toBe(true);
});
