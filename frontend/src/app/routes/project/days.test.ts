import { expect, test } from "vitest";
import { lastDays } from "./days.ts";

const today = new Date("2026-03-01T23:30:00Z");

test("days without work stand in between, over the end of a month", () => {
  expect(lastDays([{ day: "2026-02-28", images: 4 }], 3, today)).toEqual([
    { day: "2026-02-27", images: 0 },
    { day: "2026-02-28", images: 4 },
    { day: "2026-03-01", images: 0 },
  ]);
});

test("older days are left out", () => {
  expect(
    lastDays([{ day: "2025-12-24", images: 9 }], 2, today).every((day) => day.images === 0),
  ).toBe(true);
});
