import { afterEach, beforeEach, expect, test } from "vitest";
import { HandClock } from "./testing/clock.ts";
import { A, Easel } from "./testing/easel.ts";
import { wireBox } from "./testing/make.ts";
import { MemoryServer } from "./testing/server.ts";

let easel: Easel;

beforeEach(() => {
  easel = new Easel();
});

afterEach(() => easel.end());

test("a box that two people changed is seen in both versions, until one of them is chosen", async () => {
  const server = new MemoryServer().add(1, [wireBox("a", A)]);
  const clock = new HandClock();
  easel.open({ a: A }, [], { clock, transport: server });
  server.change(1, [wireBox("a", { ...A, y1: 280 })]);
  easel.editor.dispatch({ type: "select", keys: ["a"] });
  easel.editor.dispatch("nudge.right.10");
  await clock.pass(2000);
  easel.screen.frame();
  expect(easel.shown("box-ghost").map(({ dataset }) => dataset.name)).toEqual(["ben"]);

  easel.sheet.saver.resolve("a", "mine");
  await clock.pass(2000);
  easel.editor.refresh();
  easel.screen.frame();
  expect(easel.shown("box-ghost")).toEqual([]);
});
