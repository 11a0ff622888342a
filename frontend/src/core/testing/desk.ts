/** A desk with an image on it, and hands that press keys and move a pointer, in image pixels. */

import { setCategories } from "../actions/classes.ts";
import { Desk, type Notice } from "../desk.ts";
import { dispatch } from "../dispatch.ts";
import type { Box } from "../document.ts";
import { imagePoint, type Rect, rectOf, screenPoint } from "../geometry.ts";
import type { CommandId } from "../keymap.ts";
import { Sheet, type SheetOptions } from "../sheet.ts";
import type { Modifiers, PointerInput } from "../tools/machine.ts";
import { toScreen } from "../viewport.ts";
import { HandClock } from "./clock.ts";
import { NO_JOURNAL } from "./journal.ts";
import { annotation, openImage, prediction, wireBox } from "./make.ts";
import { MemoryServer } from "./server.ts";

export const CATEGORIES = ["RBC", "WBC", "Platelets"].map((name, place) => ({
  id: place + 1,
  name,
  color: "#E69F00",
  hotkey: "",
  archived: false,
}));

/** Image 1 with boxes by name, and suggestions by their scores. */
export function sheetWith(
  boxes: Readonly<Record<string, Rect>>,
  scores: readonly number[] = [],
  options: Partial<SheetOptions> = {},
): Sheet {
  const wire = Object.entries(boxes).map(([key, rect]) => wireBox(key, rect));
  return new Sheet({
    open: openImage(1, { annotation: annotation({ boxes: wire }), prediction: prediction(scores) }),
    transport: new MemoryServer().add(1, wire),
    journal: NO_JOURNAL,
    clock: new HandClock(),
    changed: () => {},
    received: () => {},
    ...options,
  });
}

export class Hands {
  readonly notices: Notice[] = [];
  readonly desk: Desk;
  sheet: Sheet;
  modifiers: Modifiers = { shift: false, alt: false, ctrl: false };

  /** Boxes by name, and suggestions by their scores. */
  constructor(boxes: Readonly<Record<string, Rect>>, scores: readonly number[] = []) {
    this.desk = new Desk({
      changed: () => {},
      repaint: () => {},
      moved: () => {},
      hovered: () => {},
      notify: (notice) => this.notices.push(notice),
    });
    setCategories(this.desk, CATEGORIES);
    this.desk.camera.resize({ width: 1000, height: 700 });
    this.sheet = this.layDown(boxes, scores);
  }

  layDown(
    boxes: Readonly<Record<string, Rect>>,
    scores: readonly number[] = [],
    options: Partial<SheetOptions> = {},
  ): Sheet {
    this.sheet = sheetWith(boxes, scores, options);
    this.desk.load(this.sheet);
    return this.sheet;
  }

  run(...commands: CommandId[]): void {
    for (const command of commands) dispatch(this.desk, command);
  }

  point(type: PointerInput["type"], x: number, y: number, isSecond = false): void {
    const at = imagePoint(x, y);
    const screen = toScreen(at, this.desk.camera.view);
    this.desk.input({
      type,
      at,
      screen: screenPoint(screen.x, screen.y),
      pointer: "mouse",
      modifiers: this.modifiers,
      isSecond,
    });
  }

  click(x: number, y: number, isSecond = false): void {
    this.point("down", x, y, isSecond);
    this.point("up", x, y, isSecond);
  }

  drag(from: readonly [number, number], to: readonly [number, number]): void {
    this.point("down", ...from);
    this.point("move", (from[0] + to[0]) / 2, (from[1] + to[1]) / 2);
    this.point("move", ...to);
    this.point("up", ...to);
  }

  holding(modifiers: Partial<Modifiers>, act: () => void): void {
    const before = this.modifiers;
    this.modifiers = { ...before, ...modifiers };
    act();
    this.modifiers = before;
  }

  get selected(): string[] {
    return [...this.desk.selection];
  }

  get boxes(): Box[] {
    return [...this.sheet.document.boxes()];
  }

  get confirmed(): Box[] {
    return this.boxes.filter(({ status }) => status === "confirmed");
  }

  rect(key: string): Rect | null {
    const box = this.sheet.document.get(key);
    return box === null ? null : rectOf(box);
  }
}
