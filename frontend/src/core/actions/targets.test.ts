import { beforeEach, describe, expect, test } from "vitest";
import { setCategories } from "../actions/classes.ts";
import { Desk } from "../desk.ts";
import { dispatch } from "../dispatch.ts";
import { imagePoint, screenPoint } from "../geometry.ts";
import { Sheet } from "../sheet.ts";
import { HandClock } from "../testing/clock.ts";
import { NO_JOURNAL } from "../testing/journal.ts";
import { annotation, openImage, wireBox } from "../testing/make.ts";
import { MemoryServer } from "../testing/server.ts";
import type { PointerInput } from "../tools/machine.ts";
import { toScreen } from "../viewport.ts";

const BOXES = [
  wireBox("a", { x1: 100, y1: 100, x2: 200, y2: 180, category: 1 }),
  wireBox("b", { x1: 300, y1: 100, x2: 400, y2: 180, category: 1 }),
];
const CATEGORIES = [1, 2].map((id) => ({
  id,
  name: `class ${id}`,
  color: "#E69F00",
  hotkey: "",
  archived: false,
}));
const ON_A = [150, 140] as const;
const EMPTY = [250, 300] as const;

let desk: Desk;
let sheet: Sheet;

beforeEach(() => {
  const nothing = () => {};
  desk = new Desk({
    changed: nothing,
    repaint: nothing,
    moved: nothing,
    hovered: nothing,
    notify: nothing,
  });
  setCategories(desk, CATEGORIES);
  desk.camera.resize({ width: 1000, height: 700 });
  sheet = new Sheet({
    open: openImage(1, { annotation: annotation({ boxes: BOXES }) }),
    transport: new MemoryServer().add(1, BOXES),
    journal: NO_JOURNAL,
    clock: new HandClock(),
    changed: nothing,
    received: nothing,
  });
  desk.load(sheet);
});

function point(type: PointerInput["type"], [x, y]: readonly [number, number]): void {
  const at = imagePoint(x, y);
  const screen = toScreen(at, desk.camera.view);
  const modifiers = { shift: false, alt: false, ctrl: false };
  desk.input({ type, at, screen: screenPoint(screen.x, screen.y), pointer: "mouse", modifiers });
}

const press = (...commands: Parameters<typeof dispatch>[1][]) => {
  for (const command of commands) dispatch(desk, command);
};
const keys = () => [...sheet.document.boxes()].map(({ key }) => key);
const category = (key: string) => sheet.document.get(key)?.category;

describe("with nothing selected, a key means the box under the pointer", () => {
  test("which is deleted", () => {
    point("move", ON_A);
    press("box.delete");
    expect(keys()).toEqual(["b"]);
    press("history.undo");
    expect(keys()).toContain("a");
  });

  test("or gets a class, and the tool stays", () => {
    point("move", ON_A);
    press("category.2");
    expect([category("a"), category("b")]).toEqual([2, 1]);
    expect(desk.tool).toBe("select");
  });

  test("or is marked, copied, locked, all without a click", () => {
    point("move", ON_A);
    press("box.occluded", "box.copy", "box.lock");
    expect(sheet.document.get("a")?.occluded).toBe(true);
    expect(desk.clipboard.map((box) => box.key)).toEqual(["a"]);
    expect([...sheet.locked]).toEqual(["a"]);
  });

  test("but the selection comes first", () => {
    desk.select(["b"]);
    point("move", ON_A);
    press("category.2", "box.delete");
    expect(keys()).toEqual(["a"]);
    expect(category("a")).toBe(1);
  });

  test("and nothing while drawing: there a digit is the class of the next box", () => {
    press("tool.draw");
    point("move", ON_A);
    press("category.2", "box.delete");
    expect(keys()).toEqual(["a", "b"]);
    expect([category("a"), desk.currentCategory]).toEqual([1, 2]);
  });
});

test("a digit over nothing takes up the drawing tool: one key and one drag make a box", () => {
  point("move", EMPTY);
  press("category.2");
  point("down", EMPTY);
  point("move", [280, 330]);
  point("up", [300, 350]);
  const drawn = [...sheet.document.boxes()].at(-1);
  expect(drawn).toMatchObject({ category: 2, x1: 250, y1: 300, x2: 300, y2: 350 });
});

test("an edge is pulled without a click before it, and its box is selected", () => {
  point("down", [200, 140]);
  point("move", [210, 140]);
  point("up", [220, 140]);
  expect(sheet.document.get("a")).toMatchObject({ x1: 100, y1: 100, x2: 220, y2: 180 });
  expect([...desk.selection]).toEqual(["a"]);
});

test("several selected boxes move together, wherever they are taken", () => {
  desk.select(["a", "b"]);
  point("down", [200, 140]);
  point("move", [210, 140]);
  point("up", [220, 140]);
  expect(sheet.document.get("a")).toMatchObject({ x1: 120, x2: 220 });
  expect(sheet.document.get("b")).toMatchObject({ x1: 320, x2: 420 });
});
