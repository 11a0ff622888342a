import { expect, test } from "vitest";
import { dispatch, isDeskCommand } from "./dispatch.ts";
import { DEFAULT_KEYMAP } from "./keymaps.ts";
import { Hands } from "./testing/desk.ts";

const BOX = { x1: 10, y1: 10, x2: 60, y2: 60 };

/** What needs more than a desk: a page, a server, or a key that is held. */
const ELSEWHERE =
  /^(image|save|region|model|filmstrip)\.|^(help|keys|menu)$|^category\.search$|^view\.(peek|brightness|filmstrip)|lookAlikes/;

test("every command of the keymap is the desk's, or known to be somebody else's", () => {
  const hands = new Hands({ a: BOX }, [0.9]);
  for (const { command } of DEFAULT_KEYMAP) {
    const isKnown = isDeskCommand(command) !== ELSEWHERE.test(command);
    expect([command, isKnown]).toEqual([command, true]);
    expect(dispatch(hands.desk, command)).toBe(isDeskCommand(command));
  }
});

test("without an image every command does nothing", () => {
  const hands = new Hands({ a: BOX }, [0.9]);
  hands.desk.load(null);
  for (const { command } of DEFAULT_KEYMAP) dispatch(hands.desk, command);
  expect(hands.desk.visibleBoxes()).toEqual([]);
});
