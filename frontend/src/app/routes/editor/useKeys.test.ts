import { expect, test } from "vitest";
import { mayRun } from "./useKeys.ts";

test("on the image every key is the editor's", () => {
  expect(mayRun("image.done", " ", "canvas")).toBe(true);
  expect(mayRun("box.next", "Tab", "canvas")).toBe(true);
});

test("a focused button keeps Space and Enter, and Tab moves on", () => {
  expect(mayRun("image.done", " ", "control")).toBe(false);
  expect(mayRun("box.next", "Tab", "control")).toBe(false);
  expect(mayRun("box.accept", "e", "control")).toBe(true);
});

test("a slider and the list of boxes keep their arrows", () => {
  expect(mayRun("nudge.left.1", "ArrowLeft", "slider")).toBe(false);
  expect(mayRun("nudge.up.1", "ArrowUp", "list")).toBe(false);
  expect(mayRun("box.delete", "Delete", "list")).toBe(true);
});

test("while somebody types nothing happens but saving and finishing", () => {
  expect(mayRun("box.accept", "e", "text")).toBe(false);
  expect(mayRun("image.done", " ", "text")).toBe(false);
  expect(mayRun("save.now", "s", "text")).toBe(true);
});
