/**
 * From the browser's pointer and wheel events to inputs of the desk. Every gesture is captured, and
 * every way in which it can be lost is a cancel.
 */

import type { Desk } from "../desk.ts";
import { type ScreenPoint, screenPoint } from "../geometry.ts";
import type { PointerKind } from "../hit.ts";
import type { PointerInput } from "../tools/machine.ts";
import { type Pinch, pinchOf, pinchStep } from "../tools/pinch.ts";
import { toImage } from "../viewport.ts";
import { LongPress, Presses } from "./presses.ts";

const MIDDLE_BUTTON = 1;
const LINE_HEIGHT = 16;
/** How much the size changes for each pixel of the wheel; a usual notch is 100 pixels. */
const WHEEL_ZOOM = 0.002;
/** Trackpads report pinches as small wheel steps with Ctrl. */
const PINCH_ZOOM = 0.01;

/** What the pointer asks of those who have menus. */
export interface PointerAsks {
  readonly menu: (at: ScreenPoint) => void;
  readonly doubleClick: (at: ScreenPoint) => void;
}

/** Listens until the answer is called. */
export function listenToPointer(host: HTMLElement, desk: Desk, asks: PointerAsks): () => void {
  const end = new AbortController();
  const { signal } = end;
  const fingers = new Map<number, ScreenPoint>();
  let pinch: Pinch | null = null;
  const presses = new Presses();
  const longPress = new LongPress((at) => {
    desk.abortGesture();
    asks.menu(at);
  });

  const at = (event: MouseEvent): ScreenPoint => {
    const box = host.getBoundingClientRect();
    return screenPoint(event.clientX - box.left, event.clientY - box.top);
  };

  const inputOf = (type: PointerInput["type"], event: PointerEvent): PointerInput => ({
    type,
    at: toImage(at(event), desk.camera.view),
    screen: at(event),
    pointer: kindOf(event),
    modifiers: { shift: event.shiftKey, alt: event.altKey, ctrl: event.ctrlKey },
    isSecond: type !== "move" && presses.isSecond,
  });

  const touched = (event: PointerEvent): boolean => {
    if (event.pointerType !== "touch") return false;
    fingers.set(event.pointerId, at(event));
    const [first, second] = fingers.values();
    if (first === undefined || second === undefined) return false;

    const next = pinchOf(first, second);
    longPress.end();
    if (pinch === null) desk.abortGesture();
    else desk.camera.pinch(pinchStep(pinch, next));
    pinch = next;
    return true;
  };

  const lifted = (event: PointerEvent): boolean => {
    fingers.delete(event.pointerId);
    const wasPinching = pinch !== null;
    if (fingers.size === 0) pinch = null;
    return wasPinching;
  };

  host.addEventListener(
    "pointerdown",
    (event) => {
      if (event.button !== 0 && event.button !== MIDDLE_BUTTON) return;
      host.focus({ preventScroll: true });
      event.preventDefault();
      host.setPointerCapture(event.pointerId);
      presses.begin(at(event), event.timeStamp);
      if (touched(event)) return;
      desk.input(inputOf("down", event), wantsPan(event, desk.isGestureIdle));
      if (event.pointerType === "touch") longPress.begin(at(event));
    },
    { signal },
  );
  host.addEventListener(
    "pointermove",
    (event) => {
      if (event.pointerType === "touch" && !fingers.has(event.pointerId)) return;
      longPress.moved(at(event));
      if (!touched(event)) desk.input(inputOf("move", event));
    },
    { signal },
  );
  host.addEventListener(
    "pointerup",
    (event) => {
      longPress.end();
      if (!lifted(event)) desk.input(inputOf("up", event));
    },
    { signal },
  );
  host.addEventListener(
    "pointercancel",
    (event) => {
      longPress.end();
      lifted(event);
      desk.abortGesture();
    },
    { signal },
  );
  host.addEventListener("pointerleave", () => desk.leave(), { signal });
  host.addEventListener("wheel", (event) => turnWheel(event, desk, at(event)), {
    signal,
    passive: false,
  });
  host.addEventListener(
    "dblclick",
    (event) => desk.tool !== "draw" && asks.doubleClick(at(event)),
    { signal },
  );
  host.addEventListener("contextmenu", (event) => turnToMenu(event, desk, at(event), asks), {
    signal,
  });
  window.addEventListener("blur", () => desk.abortGesture(), { signal });
  return () => end.abort();
}

/** Of touch the long press sees to; the keyboard's menu key means the selection. */
function turnToMenu(event: MouseEvent, desk: Desk, at: ScreenPoint, asks: PointerAsks): void {
  event.preventDefault();
  const isTouch = event instanceof PointerEvent && event.pointerType === "touch";
  if (isTouch) return;
  desk.abortGesture();
  asks.menu(at);
}

/** Ctrl pans, unless a box is being drawn: there it makes a square. */
const wantsPan = (event: PointerEvent, isIdle: boolean): boolean =>
  event.button === MIDDLE_BUTTON || (isIdle && (event.ctrlKey || event.metaKey));

const kindOf = ({ pointerType }: PointerEvent): PointerKind =>
  pointerType === "touch" || pointerType === "pen" ? pointerType : "mouse";

function turnWheel(event: WheelEvent, desk: Desk, at: ScreenPoint): void {
  event.preventDefault();
  const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_HEIGHT : 1;
  const dx = event.deltaX * unit;
  const dy = event.deltaY * unit;
  if (event.shiftKey || (Math.abs(dx) > Math.abs(dy) && !event.ctrlKey)) {
    desk.camera.pan(-(dx === 0 ? dy : dx), dx === 0 ? 0 : -dy);
    return;
  }
  desk.camera.zoom(at, Math.exp(-dy * (event.ctrlKey ? PINCH_ZOOM : WHEEL_ZOOM)));
}
