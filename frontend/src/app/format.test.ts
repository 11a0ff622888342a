import { expect, test } from "vitest";
import {
  ago,
  bytes,
  counted,
  duration,
  gain,
  percent,
  precision,
  timeLeft,
  workTime,
} from "./format.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");
const before = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();

test("one image, two images, thousands of images", () => {
  expect(counted(1, "image")).toBe("1 image");
  expect(counted(2, "image")).toBe("2 images");
  expect(counted(12_345, "image")).toBe("12,345 images");
});

test("a hundred per cent means all", () => {
  expect(percent(0.999)).toBe("99 %");
  expect(percent(1)).toBe("100 %");
  expect(percent(0.0001)).toBe("1 %");
  expect(percent(0)).toBe("0 %");
});

test("precision is told in points, and what was not measured by a dash", () => {
  expect(precision(0.6234)).toBe("62.3");
  expect(precision(null)).toBe("–");
});

test("a gain carries its sign", () => {
  expect(gain(0.62, 0.6)).toBe("+2.0");
  expect(gain(0.6, 0.62)).toBe("−2.0");
  expect(gain(0.6, 0.6)).toBe("±0.0");
  expect(gain(0.6, null)).toBe("");
});

test("sizes are told in powers of a thousand", () => {
  expect(bytes(0)).toBe("0 B");
  expect(bytes(999)).toBe("999 B");
  expect(bytes(1500)).toBe("1.5 kB");
  expect(bytes(20_000_000)).toBe("20.0 MB");
  expect(bytes(123_456_789)).toBe("123 MB");
});

test("durations use the unit one would say", () => {
  expect(duration(45)).toBe("45 s");
  expect(duration(90)).toBe("2 min");
  expect(duration(3600)).toBe("1 h");
  expect(duration(5400)).toBe("1 h 30 min");
});

test("work on one image stays in seconds while those are compared", () => {
  expect(workTime(31.4)).toBe("31 s");
  expect(workTime(102)).toBe("102 s");
  expect(workTime(240)).toBe("4 min");
});

test("the time left is only told when it is known", () => {
  expect(timeLeft(null)).toBe("");
  expect(timeLeft(2)).toBe("almost done");
  expect(timeLeft(120)).toBe("about 2 min left");
});

test("the past is told from now", () => {
  expect(ago(before(10), NOW)).toBe("just now");
  expect(ago(before(300), NOW)).toBe("5 minutes ago");
  expect(ago(before(7200), NOW)).toBe("2 hours ago");
  expect(ago(before(86_400), NOW)).toBe("yesterday");
  expect(ago(before(40 * 86_400), NOW)).toBe("Jan 20, 2026");
});
