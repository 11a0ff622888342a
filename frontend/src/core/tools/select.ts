/**
 * Select, move, resize, and the marquee: idle -> pressed -> (moving | resizing | marquee) -> idle.
 * A press becomes a drag after a few pixels; until then it is a click. Escape leads back to idle from
 * anywhere and leaves everything as it was.
 */

import {
  boxBetween,
  type Handle,
  handlePoint,
  type ImagePoint,
  type Rect,
  rectOf,
  resizeByHandle,
  type ScreenPoint,
  type Size,
} from "../geometry.ts";
import { type Hit, nextInStack } from "../hit.ts";
import { movedTo, pulled, type Rects, roundMoved, roundPulled } from "./dragging.ts";
import {
  isDrag,
  type Modifiers,
  NO_PREVIEW,
  type PointerInput,
  type Preview,
  type Scene,
  type Step,
} from "./machine.ts";

export type SelectState =
  | { readonly name: "idle" }
  | {
      readonly name: "pressed";
      readonly from: ImagePoint;
      readonly screen: ScreenPoint;
      readonly hit: Hit | null;
    }
  | {
      readonly name: "moving";
      readonly from: ImagePoint;
      readonly origin: Rects;
      readonly rects: Rects;
      readonly isCopy: boolean;
    }
  | {
      readonly name: "resizing";
      readonly from: ImagePoint;
      readonly key: string;
      readonly handle: Handle;
      readonly origin: Rect;
      readonly rect: Rect;
    }
  /** As resizing, with no button held: a click ends it. */
  | {
      readonly name: "carrying";
      readonly from: ImagePoint;
      readonly key: string;
      readonly handle: Handle;
      readonly origin: Rect;
      readonly rect: Rect;
      readonly isPressed: boolean;
    }
  | {
      readonly name: "marquee";
      readonly from: ImagePoint;
      readonly to: ImagePoint;
      readonly kept: readonly string[];
    };

const IDLE: SelectState = { name: "idle" };

export const selectIdle = IDLE;

export const select: Step<SelectState> = (state, input, scene) => {
  if (input.type === "cancel") return [IDLE];

  switch (state.name) {
    case "idle":
      if (input.type !== "down") return [state];
      return [press(input, scene)];

    case "pressed":
      if (input.type === "up") return click(state.hit, input, scene);
      if (input.type !== "move" || !isDrag(state.screen, input)) return [state];
      return startDrag(state.from, state.hit, input, scene);

    case "moving": {
      if (input.type === "down") return [state];
      const rects = movedTo(state.origin, state.from, input.at, scene.image);
      const moved = { ...state, rects };
      return input.type === "up" ? dropped(moved, scene.image) : [moved];
    }

    case "resizing": {
      if (input.type === "down") return [state];
      const bent = { ...state, rect: pulled(state, input) };
      return input.type === "up" ? resized(bent, scene) : [bent];
    }

    case "carrying": {
      const bent = { ...state, rect: pulled(state, input) };
      if (input.type === "up" && state.isPressed) return resized(bent, scene);
      return [{ ...bent, isPressed: state.isPressed || input.type === "down" }];
    }

    case "marquee":
      if (input.type === "up") return [IDLE, { type: "select", keys: caught(state, input, scene) }];
      if (input.type !== "move") return [state];
      return [{ ...state, to: input.at }];
  }
};

export function selectPreview(state: SelectState): Preview {
  switch (state.name) {
    case "moving":
      return { ...NO_PREVIEW, moving: state.rects };
    case "resizing":
    case "carrying":
      return { ...NO_PREVIEW, moving: new Map([[state.key, state.rect]]) };
    case "marquee":
      return { ...NO_PREVIEW, marquee: boxBetween(state.from, state.to) };
    default:
      return NO_PREVIEW;
  }
}

/** A corner in the hand without a button held; it goes to where the pointer is. */
export function carry(
  key: string,
  handle: Handle,
  pointer: ImagePoint | null,
  scene: Scene,
): SelectState {
  const rect = scene.rectOf(key);
  if (rect === null) return IDLE;

  const origin = rectOf(rect);
  const from = handlePoint(origin, handle);
  const to = pointer ?? from;
  const bent = resizeByHandle(origin, handle, to.x - from.x, to.y - from.y);
  return { name: "carrying", from, key, handle, origin, rect: bent, isPressed: false };
}

function press(input: PointerInput, scene: Scene): SelectState {
  const hit = scene.hit(input.at, input.pointer);
  return { name: "pressed", from: input.at, screen: input.screen, hit };
}

function click(hit: Hit | null, input: PointerInput, scene: Scene): ReturnType<typeof select> {
  if (hit === null) return [IDLE, { type: "select", keys: keptBy(input.modifiers, scene) }];
  if (input.modifiers.shift) return [IDLE, { type: "select", keys: toggled(hit.key, scene) }];

  const isSelected = scene.selection.length === 1 && scene.selection[0] === hit.key;
  // The second click of a double click means the same box as the first.
  const goesOn = isSelected && hit.part === "inside" && !input.isSecond;
  const isDeeper = input.modifiers.alt || goesOn;
  const key = isDeeper ? nextInStack(scene.stack(input.at), scene.selection[0]) : hit.key;
  return [IDLE, { type: "select", keys: [key ?? hit.key] }];
}

const keptBy = (modifiers: Modifiers, scene: Scene): readonly string[] =>
  modifiers.shift ? scene.selection : [];

const toggled = (key: string, scene: Scene): readonly string[] =>
  scene.selection.includes(key)
    ? scene.selection.filter((other) => other !== key)
    : [...scene.selection, key];

function startDrag(
  from: ImagePoint,
  hit: Hit | null,
  input: PointerInput,
  scene: Scene,
): ReturnType<typeof select> {
  if (hit === null || (input.modifiers.shift && hit.part !== "handle")) {
    return [{ name: "marquee", from, to: input.at, kept: keptBy(input.modifiers, scene) }];
  }
  if (hit.part === "handle") return [startResize(from, hit.key, hit.handle, input, scene)];

  const isSelected = scene.selection.includes(hit.key);
  const isGroup = isSelected && scene.selection.length > 1;
  // An edge is pulled without a click before it; several boxes move together, and Alt copies.
  if (hit.part === "edge" && hit.handle !== null && !isGroup && !input.modifiers.alt) {
    const resizing = startResize(from, hit.key, hit.handle, input, scene);
    return isSelected ? [resizing] : [resizing, { type: "select", keys: [hit.key] }];
  }
  const keys = isSelected ? scene.selection : [hit.key];
  const moving = startMove(from, keys, input, scene);
  return isSelected ? [moving] : [moving, { type: "select", keys }];
}

function startMove(
  from: ImagePoint,
  keys: readonly string[],
  input: PointerInput,
  scene: Scene,
): SelectState {
  const origin = new Map<string, Rect>();
  for (const key of keys) {
    const rect = scene.rectOf(key);
    if (rect !== null) origin.set(key, rectOf(rect));
  }
  const rects = movedTo(origin, from, input.at, scene.image);
  return { name: "moving", from, origin, rects, isCopy: input.modifiers.alt };
}

function startResize(
  from: ImagePoint,
  key: string,
  handle: Handle,
  input: PointerInput,
  scene: Scene,
): SelectState {
  const rect = scene.rectOf(key);
  if (rect === null) return IDLE;

  const origin = rectOf(rect);
  const start = { name: "resizing", from, key, handle, origin, rect: origin } as const;
  return { ...start, rect: pulled(start, input) };
}

function dropped(
  state: { readonly origin: Rects; readonly rects: Rects; readonly isCopy: boolean },
  image: Size,
): ReturnType<typeof select> {
  const rects = roundMoved(state.rects, state.origin, image);
  return state.isCopy
    ? [IDLE, { type: "copy", rects }]
    : [IDLE, { type: "reshape", name: "move", rects }];
}

function resized(
  state: { readonly key: string; readonly origin: Rect; readonly rect: Rect },
  scene: Scene,
): ReturnType<typeof select> {
  const rect = roundPulled(state, scene.image);
  if (rect === null) return [IDLE, { type: "hint", code: "too-small" }];
  return [IDLE, { type: "reshape", name: "resize", rects: new Map([[state.key, rect]]) }];
}

function caught(
  state: { readonly from: ImagePoint; readonly kept: readonly string[] },
  input: PointerInput,
  scene: Scene,
): readonly string[] {
  const found = scene.within(boxBetween(state.from, input.at));
  return [...new Set([...state.kept, ...found])];
}
