import { expect, test } from "vitest";
import { screenPoint } from "../../../core/geometry.ts";
import { CommandBus } from "./commands.ts";

test("a command nobody answers for is left to others", () => {
  const bus = new CommandBus();
  expect(bus.run("help")).toBe(false);
  expect(bus.isAnswered("help")).toBe(false);
});

test("whoever came last is asked first, and may pass it on", () => {
  const bus = new CommandBus();
  const asked: string[] = [];
  bus.answer("help", () => asked.push("first"));
  bus.answer("help", () => {
    asked.push("second");
    return false;
  });
  expect(bus.run("help")).toBe(true);
  expect(asked).toEqual(["second", "first"]);
});

test("whoever left is not asked any more", () => {
  const bus = new CommandBus();
  const leave = bus.answer("help", () => {});
  expect(bus.isAnswered("help")).toBe(true);
  leave();
  expect(bus.run("help")).toBe(false);
});

test("a command whose part of the page is still to come is done when it is there, and once", async () => {
  const bus = new CommandBus();
  const asked: unknown[] = [];
  bus.expect(["model.run"]);
  expect(bus.isAnswered("model.run")).toBe(true);
  expect(bus.run("model.run", screenPoint(3, 4))).toBe(true);

  bus.answer("model.run", (at) => asked.push(at));
  bus.answer("model.run", (at) => asked.push(at));
  await Promise.resolve();
  expect(asked).toEqual([screenPoint(3, 4)]);
});

test("a command that waited is forgotten with the page it was for", async () => {
  const bus = new CommandBus();
  const leave = bus.expect(["model.run"]);
  bus.run("model.run");
  leave();
  let isAsked = false;
  bus.answer("model.run", () => {
    isAsked = true;
  });
  await Promise.resolve();
  expect(isAsked).toBe(false);
});

test("a command that is passed on by those who are there does not wait for others", () => {
  const bus = new CommandBus();
  bus.expect(["model.run"]);
  bus.answer("model.run", () => false);
  expect(bus.run("model.run")).toBe(false);
});
