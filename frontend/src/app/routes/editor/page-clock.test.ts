import { afterEach, expect, test, vi } from "vitest";
import { PAGE_CLOCK } from "./page-clock.ts";

afterEach(() => vi.useRealTimers());

test("setting the computer's clock back does not set the page's clock back", () => {
  const before = PAGE_CLOCK.now();
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2001-01-01T00:00:00Z") });
  expect(PAGE_CLOCK.now()).toBeGreaterThanOrEqual(before);
});
