import { expect, test } from "vitest";
import { setCategories, setCurrentCategory } from "./actions/classes.ts";
import type { Category } from "./categories.ts";
import { Desk } from "./desk.ts";
import type { Notice } from "./notices.ts";

const category = (id: number, archived = false): Category => ({
  id,
  name: `class ${id}`,
  color: "#E69F00",
  hotkey: "",
  archived,
});

test("a class that is archived under the hand is told of, and new boxes get another", () => {
  const notices: Notice[] = [];
  const desk = new Desk({
    changed: () => {},
    repaint: () => {},
    moved: () => {},
    hovered: () => {},
    notify: (notice: Notice) => notices.push(notice),
  } as never);
  setCategories(desk, [category(1), category(2)]);
  setCurrentCategory(desk, 2);
  expect(notices).toEqual([]);
  setCategories(desk, [category(1), category(2, true), category(3)]);
  expect(desk.currentCategory).toBe(1);
  expect(notices).toEqual([{ code: "archived", names: ["class 2"], instead: "class 1" }]);
});
