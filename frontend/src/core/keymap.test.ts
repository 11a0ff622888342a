import { describe, expect, test } from "vitest";
import { chordsFor, clashes, clashOf, type KeyPress, keymapNow, resolve } from "./keymap.ts";
import { DEFAULT_KEYMAP } from "./keymaps.ts";

const press = (key: string, given: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : "",
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...given,
});
const command = (key: string, given: Partial<KeyPress> = {}, hasSelection = false) =>
  resolve(DEFAULT_KEYMAP, press(key, given), hasSelection);

test("no key of the default keymap means two things", () => {
  expect(clashes(DEFAULT_KEYMAP)).toEqual([]);
});

test("a clash is found where somebody makes one", () => {
  const changed = DEFAULT_KEYMAP.map((binding) =>
    binding.command === "image.skip" ? { ...binding, chords: ["D"] } : binding,
  );
  expect(clashes(changed)).toEqual(["D"]);
  expect(clashOf(changed, "image.skip", "D")).toBe("image.next");
});

test("a key may mean one thing for a selection and another without", () => {
  expect(command("h", {}, true)).toBe("box.hide");
  expect(command("h", {}, false)).toBe("view.showHidden");
  expect(clashOf(DEFAULT_KEYMAP, "box.hide", "H")).toBeNull();
});

test("what the keys mean now depends on whether something is selected", () => {
  const now = (hasSelection: boolean) => keymapNow(DEFAULT_KEYMAP, hasSelection);
  expect(chordsFor(now(true), "image.next")).toEqual(["D"]);
  expect(chordsFor(now(false), "image.next")).toEqual(["D", "ArrowRight"]);
  expect(chordsFor(now(true), "view.showHidden")).toEqual([]);
  expect(chordsFor(now(false), "box.hide")).toEqual([]);
});

describe("a key press", () => {
  test("means what the keymap says", () => {
    expect(command(" ", { code: "Space" })).toBe("image.done");
    expect(command("Enter", { ctrlKey: true })).toBe("image.acceptAndDone");
    expect(command("e")).toBe("box.accept");
    expect(command("E", { shiftKey: true })).toBe("box.acceptVisible");
    expect(command("Z", { ctrlKey: true, shiftKey: true })).toBe("history.redo");
    expect(command("g")).toBeNull();
  });

  test("with Command on a Mac is the same as with Ctrl", () => {
    expect(command("z", { metaKey: true })).toBe("history.undo");
  });

  test("moves the selection, or without one goes to another image", () => {
    expect(command("ArrowRight", {}, true)).toBe("nudge.right.1");
    expect(command("ArrowRight", { shiftKey: true }, true)).toBe("nudge.right.10");
    expect(command("ArrowRight", {}, false)).toBe("image.next");
    expect(command("ArrowUp", { ctrlKey: true }, true)).toBe("grow.up");
    expect(command("ArrowUp", { ctrlKey: true, shiftKey: true }, true)).toBe("pull.up");
  });
});

describe("on other keyboards", () => {
  test("digits go by their place: French ones need Shift", () => {
    expect(command("&", { code: "Digit1" })).toBe("category.1");
    expect(command("1", { code: "Digit1", shiftKey: true })).toBe("category.1");
    expect(command("0", { code: "Numpad0" })).toBe("category.0");
  });

  test("arrows of a number pad that is switched off are arrows", () => {
    expect(command("ArrowLeft", { code: "Numpad4" }, true)).toBe("nudge.left.1");
    expect(command("4", { code: "Numpad4" }, true)).toBe("category.4");
  });

  test("Ctrl with a digit stays the browser's", () => {
    expect(command("1", { code: "Digit1", ctrlKey: true })).toBeNull();
  });

  test("letters go by what they produce", () => {
    expect(command("a", { code: "KeyQ" })).toBe("image.previous");
  });

  test("Cyrillic and Greek letters go by their place, with Ctrl as well", () => {
    expect(command("в", { code: "KeyD" })).toBe("image.next");
    expect(command("Я", { code: "KeyZ", ctrlKey: true, shiftKey: true })).toBe("history.redo");
    expect(command("ς", { code: "KeyW" })).toBe("tool.draw");
  });

  test("letters that Alt changes on a Mac keep their name", () => {
    const changed = [{ command: "box.lock" as const, chords: ["Alt+A"] }];
    const pressed = press("å", { code: "KeyA", altKey: true });
    expect(resolve(changed, pressed, false)).toBe("box.lock");
  });

  test("a bracket with Shift is another key, though it writes a brace", () => {
    expect(command("{", { code: "BracketLeft", shiftKey: true })).toBe("threshold.lowerClass");
    expect(command("~", { code: "Backquote", shiftKey: true })).toBe("view.peekSuggestions");
    expect(command("Dead", { code: "Backquote" })).toBe("view.peek");
  });

  test("Ctrl with zero is the editor's, on any keyboard", () => {
    expect(command("0", { code: "Digit0", ctrlKey: true })).toBe("view.actualSize");
    expect(command("à", { code: "Digit0", ctrlKey: true })).toBe("view.actualSize");
  });

  test("brackets are found by character, with AltGr, or by place", () => {
    expect(command("[", { code: "BracketLeft" })).toBe("threshold.lower");
    expect(command("[", { code: "Digit8", ctrlKey: true, altKey: true })).toBe("threshold.lower");
    expect(command("ü", { code: "BracketLeft" })).toBe("threshold.lower");
  });

  test("signs mean the same with and without Shift", () => {
    expect(command("?", { code: "Slash", shiftKey: true })).toBe("help");
    expect(command("?", { code: "Minus", shiftKey: true })).toBe("help");
    expect(command("+", { code: "Equal", shiftKey: true })).toBe("view.zoomIn");
  });
});
