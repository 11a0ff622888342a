import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createEditor, type Editor } from "./editor.ts";
import type { Rect } from "./geometry.ts";
import type { ImageSource } from "./images/source.ts";
import { aidOverlay } from "./render/aid-overlay.ts";
import type { Sheet } from "./sheet.ts";
import { OFFER_ACTS, openOffer, setOfferCount } from "./suggestions/offering.ts";
import { HandClock } from "./testing/clock.ts";
import { CATEGORIES, sheetWith } from "./testing/desk.ts";
import { wireBox } from "./testing/make.ts";
import { Screen, type ScreenElement } from "./testing/screen.ts";
import { MemoryServer } from "./testing/server.ts";

const A: Rect = { x1: 100, y1: 300, x2: 200, y2: 400 };
const B: Rect = { x1: 300, y1: 300, x2: 400, y2: 400 };
/** Edges of a box that was drawn by hand are rounded to the hundredth of a pixel. */
const about = (rect: Rect) =>
  Object.fromEntries(Object.entries(rect).map(([side, at]) => [side, expect.closeTo(at, 0)]));

let screen: Screen;
let editor: Editor;
let sheet: Sheet;
let asked: string[];
let notices: string[];

beforeEach(() => {
  screen = new Screen();
  asked = [];
  notices = [];
  editor = createEditor(screen.host as unknown as HTMLElement, {
    notify: ({ code }) => notices.push(code),
    ask: (command) => asked.push(command),
  });
  editor.dispatch({ type: "categories", categories: CATEGORIES });
  screen.resize(1000, 700);
  open({ a: A, b: B });
});

afterEach(() => {
  editor.destroy();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function open(boxes: Readonly<Record<string, Rect>>, scores: readonly number[] = []): void {
  sheet = sheetWith(boxes, scores, { received: () => editor.refresh() });
  editor.load(sheet);
  screen.frame();
}

/** A pixel of the image, on the host. */
function place(x: number, y: number): readonly [number, number] {
  const { view } = editor.snapshot();
  return [view.left + x * view.scale, view.top + y * view.scale];
}

const pointer = (type: string, x: number, y: number, given = {}) =>
  screen.event(`pointer${type}`, ...place(x, y), given);

function click(x: number, y: number, given = {}): void {
  pointer("down", x, y, given);
  pointer("up", x, y, given);
}

/** Everything but the last step: the hand holds on. */
function carry(from: readonly [number, number], to: readonly [number, number], given = {}): void {
  pointer("down", ...from, given);
  pointer("move", (from[0] + to[0]) / 2, (from[1] + to[1]) / 2, given);
  pointer("move", ...to, given);
  screen.frame();
}

function drag(from: readonly [number, number], to: readonly [number, number], given = {}): void {
  carry(from, to, given);
  pointer("up", ...to, given);
  screen.frame();
}

const selected = () => [...editor.snapshot().selection];
const rectOf = (key: string) => sheet.document.get(key);
const canvases = () => screen.host.find("box-canvas");
const [IMAGE, BOXES] = [0, 1];
const drawnOn = (layer: number) => (canvases()[layer] as ScreenElement).takeDrawn();
const namesOf = (drawn: readonly (readonly unknown[])[]) => drawn.map(([name]) => name);
const shown = (name: string) => screen.host.find(name).filter(({ hidden }) => !hidden);
const cursor = () => screen.host.style.cursor;

describe("the picture", () => {
  const bitmap = { width: 640, height: 480 } as ImageBitmap;
  const source = {
    pieces: () => [{ bitmap, left: 0, top: 0, width: 640, height: 480 }],
  } as unknown as ImageSource;

  test("is a grey field until it comes", () => {
    expect(namesOf(drawnOn(IMAGE))).toContain("fillRect");
    editor.show(source);
    screen.frame();
    const drawn = drawnOn(IMAGE);
    expect(namesOf(drawn)).not.toContain("fillRect");
    const { view } = editor.snapshot();
    const [, image, x, y, width] = drawn.find(([name]) => name === "drawImage") ?? [];
    expect(image).toBe(bitmap);
    expect([x, y]).toEqual([Math.round(view.left), Math.round(view.top)]);
    expect(Math.abs(Number(width) - 640 * view.scale)).toBeLessThan(1);
  });

  test("is asked for as large as it is shown, and no larger than it is", () => {
    const size = editor.sizeFor({ width: 6400, height: 4800 });
    expect(size.width).toBeGreaterThan(600);
    expect(size.width).toBeLessThan(1100);
  });

  test("shows its pixels to whoever looks closely", () => {
    editor.show(source);
    screen.frame();
    const context = canvases()[IMAGE]?.getContext();
    expect(context?.imageSmoothingEnabled).toBe(true);
    editor.dispatch("view.zoomIn");
    editor.dispatch("view.zoomIn");
    editor.dispatch("view.zoomIn");
    screen.frame();
    expect(context?.imageSmoothingEnabled).toBe(false);
  });

  test("is gone with its sheet", () => {
    editor.load(null);
    drawnOn(IMAGE);
    screen.frame();
    expect(namesOf(drawnOn(IMAGE))).toEqual(["setTransform", "clearRect"]);
    expect(editor.selectedOnScreen()).toBeNull();
    click(150, 350);
    expect(selected()).toEqual([]);
  });
});

describe("a frame", () => {
  test("paints everything that changed, once", () => {
    editor.dispatch("view.names");
    editor.dispatch("view.names");
    expect(screen.frame()).toBe(true);
    expect(screen.frame()).toBe(false);
  });

  test("paints only the place of a box that changed", () => {
    drawnOn(BOXES);
    editor.dispatch({ type: "select", keys: ["a"] });
    editor.dispatch("nudge.left.1");
    screen.frame();
    expect(namesOf(drawnOn(BOXES))).toContain("clip");
    editor.dispatch("view.names");
    screen.frame();
    expect(namesOf(drawnOn(BOXES))).not.toContain("clip");
  });

  test("paints everything where many boxes changed", () => {
    open(Object.fromEntries(Array.from({ length: 40 }, (_, number) => [`${number}`, B])));
    drawnOn(BOXES);
    editor.dispatch("box.selectAll");
    screen.frame();
    expect(namesOf(drawnOn(BOXES))).not.toContain("clip");
  });

  test("does not come where nothing can be seen", () => {
    screen.resize(0, 0);
    drawnOn(BOXES);
    screen.frame();
    expect(drawnOn(BOXES)).toEqual([]);
  });

  test("that would take too long moves what was painted, and is made good when the hand rests", async () => {
    let now = 0;
    vi.spyOn(performance, "now").mockImplementation(() => {
      now += 20;
      return now;
    });
    editor.dispatch("view.names");
    screen.frame();
    drawnOn(BOXES);
    screen.event("wheel", 500, 350, { deltaX: 0, deltaY: -100 });
    screen.frame();
    expect(drawnOn(BOXES)).toEqual([]);
    expect(canvases()[BOXES]?.style.transform).toMatch(/^matrix\(1\.2/);

    screen.event("wheel", 500, 350, { deltaX: 0, deltaY: -100 });
    screen.frame();
    await screen.clock.pass(200);
    screen.frame();
    expect(canvases()[BOXES]?.style.transform).toBe("");
    expect(namesOf(drawnOn(BOXES))).toContain("strokeRect");
  });

  test("has the pixels of the screen that the window is on", () => {
    screen.window.devicePixelRatio = 2;
    editor.dispatch("tool.draw");
    screen.frame();
    expect(canvases()[BOXES]).toMatchObject({ width: 2000, height: 1400 });
  });

  test("is not painted after the editor is gone", () => {
    editor.dispatch("view.names");
    editor.destroy();
    expect(screen.frame()).toBe(false);
    expect(screen.host.children).toEqual([]);
  });
});

describe("the mouse", () => {
  test("selects, and the box gets handles", () => {
    click(150, 350);
    screen.frame();
    expect(selected()).toEqual(["a"]);
    expect(shown("box-frame")).toHaveLength(1);
    expect(editor.selectedOnScreen()?.x1).toBeCloseTo(place(100, 300)[0]);
    expect(cursor()).toBe("default");
  });

  test("moves a box: in the hand it lies above the others, and where it was there is nothing", () => {
    drawnOn(BOXES);
    carry([150, 350], [170, 360]);
    expect(shown("box-moving")).toHaveLength(1);
    expect(shown("box-size")[0]?.textContent).toBe("100 × 100");
    expect(namesOf(drawnOn(BOXES))).toContain("clip");
    pointer("up", 170, 360);
    screen.frame();
    expect(shown("box-moving")).toEqual([]);
    expect(rectOf("a")).toMatchObject(about({ x1: 120, y1: 310, x2: 220, y2: 410 }));
  });

  test("draws, with a crosshair and a size to see", () => {
    editor.dispatch("tool.draw");
    pointer("move", 30, 30);
    screen.frame();
    expect(shown("box-crosshair")).toHaveLength(2);
    carry([30, 30], [90, 70]);
    expect(shown("box-size")[0]?.textContent).toBe("60 × 40");
    pointer("up", 90, 70);
    expect(sheet.document.size).toBe(3);
    expect(editor.isIdle()).toBe(true);
  });

  test("catches boxes with a frame, which Escape takes away", () => {
    carry([50, 250], [450, 450]);
    expect(shown("box-marquee")).toHaveLength(1);
    screen.event("pointercancel", 0, 0);
    screen.frame();
    expect(shown("box-marquee")).toEqual([]);
    expect(selected()).toEqual([]);
    drag([50, 250], [450, 450]);
    expect(selected()).toEqual(["a", "b"]);
  });

  test("shows by its form what it would do", () => {
    const over = (x: number, y: number) => {
      pointer("move", x, y);
      screen.frame();
      return cursor();
    };
    expect(over(20, 20)).toBe("default");
    expect(over(150, 350)).toBe("pointer");
    expect(shown("box-hovered")).toHaveLength(1);
    expect(over(150, 300)).toBe("ns-resize");
    click(150, 350);
    expect(over(150, 350)).toBe("move");
    expect(over(100, 300)).toBe("nwse-resize");
    editor.dispatch("tool.draw");
    expect(over(20, 20)).toBe("crosshair");
    editor.dispatch("tool.pan");
    expect(over(20, 20)).toBe("grab");
    pointer("down", 20, 20);
    expect(over(25, 25)).toBe("grabbing");
    pointer("up", 25, 25);
    screen.event("pointerleave", 0, 0);
    screen.frame();
    expect(shown("box-hovered")).toEqual([]);
  });

  test("moves many boxes as one frame", () => {
    open(Object.fromEntries(Array.from({ length: 150 }, (_, number) => [`${number}`, B])));
    editor.dispatch("box.selectAll");
    carry([350, 350], [300, 320]);
    expect(shown("box-moving")).toHaveLength(1);
  });

  test("pans with the middle button, and with Ctrl", () => {
    for (const given of [{ button: 1 }, { ctrlKey: true }]) {
      const { left } = editor.snapshot().view;
      editor.dispatch("view.zoomIn");
      const zoomed = editor.snapshot().view.left;
      drag([320, 240], [300, 240], given);
      expect(editor.snapshot().view.left).toBeLessThan(zoomed);
      editor.dispatch("view.fit");
      expect(editor.snapshot().view.left).toBe(left);
    }
    pointer("down", 20, 20, { button: 2 });
    expect(editor.isIdle()).toBe(true);
  });

  test("lets go when the window does", () => {
    carry([150, 350], [170, 360]);
    screen.window.dispatchEvent(new Event("blur"));
    expect(editor.isIdle()).toBe(true);
    expect(rectOf("a")).toMatchObject(A);
  });

  test("asks for the menu of the box under it", () => {
    const event = screen.event("contextmenu", ...place(150, 350));
    expect(event.defaultPrevented).toBe(true);
    expect(asked).toEqual(["menu"]);
    screen.event("contextmenu", ...place(150, 350), { pointerType: "touch" });
    expect(asked).toEqual(["menu"]);
  });

  test("asks for a class by a double click on a box, and fits the image by one beside", () => {
    click(150, 350);
    click(150, 350);
    screen.event("dblclick", ...place(150, 350));
    expect(asked).toEqual(["category.search"]);
    expect(selected()).toEqual(["a"]);

    editor.dispatch("view.zoomIn");
    const { scale } = editor.snapshot();
    click(30, 30);
    screen.event("dblclick", ...place(30, 30));
    expect(editor.snapshot().scale).toBeLessThan(scale);
    screen.event("dblclick", ...place(30, 30));
    expect(editor.snapshot().scale).toBeCloseTo(scale);
    editor.dispatch("tool.draw");
    screen.event("dblclick", ...place(150, 350));
    expect(asked).toEqual(["category.search"]);
  });
});

describe("the wheel", () => {
  const turn = (given: Readonly<Record<string, unknown>>) => {
    const before = editor.snapshot().view;
    screen.event("wheel", 500, 350, { deltaX: 0, deltaY: 0, ...given });
    const after = editor.snapshot().view;
    return {
      zoom: after.scale / before.scale,
      across: after.left - before.left,
      down: after.top - before.top,
    };
  };

  test("zooms at the pointer, by lines too, and finely with Ctrl", () => {
    expect(turn({ deltaY: -100 }).zoom).toBeCloseTo(Math.exp(0.2));
    expect(turn({ deltaY: 5, deltaMode: 1 }).zoom).toBeCloseTo(Math.exp(-0.16));
    expect(turn({ deltaY: -10, ctrlKey: true }).zoom).toBeCloseTo(Math.exp(0.1));
  });

  test("goes sideways with Shift, or where a hand swipes sideways", () => {
    for (let step = 0; step < 4; step += 1) turn({ deltaY: -200 });
    expect(turn({ deltaY: 40, shiftKey: true })).toMatchObject({ zoom: 1, across: -40, down: 0 });
    expect(turn({ deltaX: 30, deltaY: 10 })).toMatchObject({ zoom: 1, across: -30, down: -10 });
  });
});

describe("fingers", () => {
  const first = { pointerType: "touch", pointerId: 1 };
  const second = { pointerType: "touch", pointerId: 2 };

  test("pinch, and what one of them had begun is dropped", () => {
    const { scale } = editor.snapshot();
    pointer("down", 150, 350, first);
    pointer("move", 170, 350, first);
    pointer("down", 300, 350, second);
    pointer("move", 450, 350, second);
    expect(editor.snapshot().scale).toBeGreaterThan(scale);
    pointer("up", 450, 350, second);
    pointer("up", 170, 350, first);
    expect(editor.isIdle()).toBe(true);
    expect(rectOf("a")).toMatchObject(A);
  });

  test("that are not down do nothing", () => {
    pointer("move", 150, 350, first);
    screen.frame();
    expect(shown("box-hovered")).toEqual([]);
  });

  test("that stay ask for the menu; those that move or leave do not", async () => {
    pointer("down", 150, 350, first);
    await screen.clock.pass(600);
    expect(asked).toEqual(["menu"]);
    pointer("up", 150, 350, first);
    expect(selected()).toEqual(["a"]);

    pointer("down", 150, 350, first);
    pointer("move", 190, 350, first);
    await screen.clock.pass(600);
    pointer("up", 190, 350, first);
    pointer("down", 350, 350, first);
    pointer("up", 350, 350, first);
    await screen.clock.pass(600);
    expect(asked).toEqual(["menu"]);
  });
});

describe("what helps with suggestions", () => {
  const suggested = () => editor.snapshot().boxes.filter(({ status }) => status === "predicted");
  let takeAway: () => void;

  beforeEach(() => {
    takeAway = editor.layAbove(aidOverlay);
  });

  test("is there for as long as somebody lays it above the boxes", () => {
    expect(screen.host.find("box-band")).toHaveLength(1);
    takeAway();
    takeAway();
    expect(screen.host.find("box-band")).toEqual([]);
    expect(screen.host.find("box-offers")).toEqual([]);
  });

  test("is a band around a suggestion that is looked at: so far its edges may be off", () => {
    open({}, [0.9]);
    expect(shown("box-band")).toEqual([]);
    editor.dispatch({ type: "select", keys: [suggested()[0]?.key ?? ""] });
    screen.frame();
    const [band] = shown("box-band");
    expect(band?.style.borderWidth).toMatch(/px .*px$/);
  });

  test("is a word about a box that snapped, which goes after a while", async () => {
    open({}, [0.3]);
    editor.dispatch("tool.draw");
    pointer("move", 20, 35);
    screen.frame();
    expect(shown("box-target")).toHaveLength(1);
    drag([3, 13], [43, 62]);
    expect(notices).not.toContain("too-small");
    expect(shown("box-caption")[0]?.textContent).toContain("Snapped");
    await screen.clock.pass(4000);
    screen.frame();
    expect(shown("box-caption")).toEqual([]);
  });

  test("is a word about a hint under the pointer", () => {
    open({}, [0.3]);
    editor.dispatch({ type: "hints", shows: true });
    pointer("move", 20, 35);
    screen.frame();
    expect(shown("box-caption")[0]?.textContent).toBe("RBC 0.30, a click takes it");
  });

  test("is a dashed shape for each look-alike, the one that is looked at stronger", () => {
    const matches = [
      { x1: 10, y1: 100, x2: 110, y2: 200, likeness: 0.9 },
      { x1: 450, y1: 100, x2: 550, y2: 200, likeness: 0.9 },
    ];
    editor.perform((desk) => openOffer(desk, "a", matches));
    editor.perform((desk) => setOfferCount(desk, 2));
    editor.perform(OFFER_ACTS.next);
    screen.frame();
    expect(screen.host.find("box-offer")).toHaveLength(2);
    expect(screen.host.find("box-offer-seen")).toHaveLength(2);
    editor.perform(OFFER_ACTS.close);
    screen.frame();
    expect(screen.host.find("box-offer")).toEqual([]);
  });
});

test("a box that two people changed is seen in both versions, until one of them is chosen", async () => {
  const server = new MemoryServer().add(1, [wireBox("a", A)]);
  const clock = new HandClock();
  sheet = sheetWith({ a: A }, [], { clock, transport: server, received: () => editor.refresh() });
  editor.load(sheet);
  server.change(1, [wireBox("a", { ...A, y1: 280 })]);
  editor.dispatch({ type: "select", keys: ["a"] });
  editor.dispatch("nudge.right.10");
  await clock.pass(2000);
  screen.frame();
  expect(shown("box-ghost").map(({ dataset }) => dataset.name)).toEqual(["ben"]);

  sheet.saver.resolve("a", "mine");
  await clock.pass(2000);
  editor.refresh();
  screen.frame();
  expect(shown("box-ghost")).toEqual([]);
});

describe("what the panels see", () => {
  test("stays the same until something changes", () => {
    const before = editor.snapshot();
    expect(editor.snapshot()).toBe(before);
    let heard = 0;
    const stop = editor.subscribe(() => {
      heard += 1;
    });
    editor.dispatch({ type: "tool", tool: "draw" });
    expect(heard).toBe(1);
    expect(editor.snapshot()).not.toBe(before);
    expect(editor.snapshot().boxes).toBe(before.boxes);
    stop();
    editor.dispatch({ type: "tool", tool: "select" });
    expect(heard).toBe(1);
  });

  test("counts suggestions that are shown, and those that are not", () => {
    open({ a: A }, [0.9, 0.3]);
    expect(editor.snapshot()).toMatchObject({ suggested: 1, hidden: 1, threshold: 0.5 });
    editor.dispatch("box.rejectVisible");
    expect(editor.snapshot()).toMatchObject({ suggested: 0, canUndo: true });
    expect(editor.snapshot().boxes.map(({ status }) => status)).toEqual(["confirmed", "rejected"]);
    expect(editor.snapshot().counts.get(1)).toBeDefined();
  });

  test("is empty without an image", () => {
    editor.load(null);
    expect(editor.snapshot()).toMatchObject({ boxes: [], canUndo: false, hiddenBoxes: 0 });
    expect(editor.dispatch("image.next")).toBe(false);
  });
});
