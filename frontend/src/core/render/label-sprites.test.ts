import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Screen, ScreenElement } from "../testing/screen.ts";
import { LabelSprites } from "./label-sprites.ts";

let sprites: LabelSprites;

const pageOf = ({ page }: { readonly page: unknown }) => page as ScreenElement;
const textsOn = (sprite: { readonly page: unknown }) =>
  pageOf(sprite)
    .drawn.filter(([name]) => name === "fillText")
    .map(([, text]) => text);

beforeEach(() => {
  new Screen();
  sprites = new LabelSprites(2);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a text is drawn once, and copied wherever it is wanted", () => {
  const first = sprites.spriteFor("RBC", "#000");
  expect(sprites.spriteFor("RBC", "#000")).toBe(first);
  expect(sprites.spriteFor("RBC", "#fff")).not.toBe(first);
  expect(textsOn(first)).toEqual(["RBC", "RBC"]);

  const screen = new ScreenElement();
  sprites.copy(screen.getContext(), first, 30, 40);
  expect(screen.drawn).toEqual([["drawImage", first.page, 0, 0, 42, 32, 30, 40, 21, 16]]);
});

test("a long text is cut", () => {
  expect(textsOn(sprites.spriteFor("a category of a very long name", "#000"))).toEqual([
    "a category of a very lo…",
  ]);
});

test("texts stand side by side, then in rows, then on another page", () => {
  const all = Array.from({ length: 200 }, (_, number) => sprites.spriteFor(`${number}`, "#000"));
  const places = all.map(({ page, x, y }) => `${pageOf({ page }).drawn.length} ${x} ${y}`);
  expect(new Set(places).size).toBe(all.length);
  expect(new Set(all.map(({ y }) => y)).size).toBeGreaterThan(2);

  const more = Array.from({ length: 900 }, (_, number) =>
    sprites.spriteFor(`a category ${number}`, "#000"),
  );
  expect(new Set([...all, ...more].map(({ page }) => page)).size).toBeGreaterThan(1);
  for (const { x, y, width } of more) {
    expect(x + 2 * width).toBeLessThanOrEqual(1024);
    expect(y + 32).toBeLessThanOrEqual(1024);
  }
});

test("a browser without a canvas is told so", () => {
  vi.spyOn(ScreenElement.prototype, "getContext").mockReturnValue(null as never);
  expect(() => sprites.spriteFor("RBC", "#000")).toThrow("This browser gives no 2D canvas.");
  vi.restoreAllMocks();
});
