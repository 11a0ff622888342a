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

const MIDDLE_BUTTON = 1;
const LINE_HEIGHT = 16;
/** How much the size changes for each pixel of the wheel; a usual notch is 100 pixels. */
const WHEEL_ZOOM = 0.002;
/** Trackpads report pinches as small wheel steps with Ctrl. */
const PINCH_ZOOM = 0.01;

/** Listens until the answer is called. */
export function listenToPointer(host: HTMLElement, desk: Desk): () => void {
  const end = new AbortController();
  const { signal } = end;
  const fingers = new Map<number, ScreenPoint>();
  let pinch: Pinch | null = null;

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
  });

  const touched = (event: PointerEvent): boolean => {
    if (event.pointerType !== "touch") return false;
    fingers.set(event.pointerId, at(event));
    const [first, second] = fingers.values();
    if (first === undefined || second === undefined) return false;

    const next = pinchOf(first, second);
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
      if (!touched(event)) desk.input(inputOf("down", event), wantsPan(event));
    },
    { signal },
  );
  host.addEventListener(
    "pointermove",
    (event) => {
      if (event.pointerType === "touch" && !fingers.has(event.pointerId)) return;
      if (!touched(event)) desk.input(inputOf("move", event));
    },
    { signal },
  );
  host.addEventListener(
    "pointerup",
    (event) => {
      if (!lifted(event)) desk.input(inputOf("up", event));
    },
    { signal },
  );
  host.addEventListener(
    "pointercancel",
    (event) => {
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
    () => {
      if (desk.tool === "select" && desk.selection.size === 0) desk.camera.fit();
    },
    { signal },
  );
  window.addEventListener("blur", () => desk.abortGesture(), { signal });
  return () => end.abort();
}

const wantsPan = (event: PointerEvent): boolean => event.button === MIDDLE_BUTTON || event.ctrlKey;

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
