import { expect, test } from "vitest";
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
