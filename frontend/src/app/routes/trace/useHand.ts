/** The hand on a picture: it zooms, moves, picks, and draws a box where one is to be drawn. */

import { type PointerEvent, useEffect, useRef, useState } from "react";
import type { Corners } from "../../api/trace-types.ts";
import { boxBetween, type Fit, hasArea, type Point, type Size, toImage } from "./frame.ts";
import { moved, zoomed } from "./lens.ts";
import { useTraceView } from "./trace-view.ts";

interface Hand {
  readonly frame: React.RefObject<HTMLElement | null>;
  readonly fit: Fit;
  readonly size: Size;
  readonly onPick: ((at: Point) => void) | undefined;
  readonly onDraw: ((box: Corners) => void) | undefined;
}

const MIDDLE_BUTTON = 1;
/** A drag of fewer screen pixels is a click. */
const SLIP = 4;

type Drag = { readonly kind: "draw" | "move"; readonly isClick: boolean; last: Point; way: number };

export function useHand({ frame, fit, size, onPick, onDraw }: Hand) {
  const { setLens } = useTraceView();
  const [start, setStart] = useState<Point | null>(null);
  const [end, setEnd] = useState<Point | null>(null);
  const drag = useRef<Drag | null>(null);
  const isSpaceHeld = useSpaceHeld();
  useWheel(frame, fit, size);
  const box = start && end ? boxBetween(start, end) : null;
  const at = (event: PointerEvent): Point => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    return toImage(fit, [event.clientX - left, event.clientY - top], size);
  };
  const stop = () => {
    drag.current = null;
    setStart(null);
    setEnd(null);
  };
  const move = (held: Drag, [x, y]: Point) => {
    const [dx, dy] = [x - held.last[0], y - held.last[1]];
    held.last = [x, y];
    held.way += Math.hypot(dx, dy);
    if (held.isClick && held.way < SLIP) return;
    setLens((before) => moved(before, [dx / fit.scale, dy / fit.scale], size));
  };
  const handlers = {
    onPointerDown: (event: PointerEvent) => {
      const isMoving = event.button === MIDDLE_BUTTON || (event.button === 0 && isSpaceHeld());
      if (event.button !== 0 && !isMoving) return;
      if (isMoving) event.preventDefault();
      event.currentTarget.setPointerCapture(event.pointerId);
      const kind = isMoving || onDraw === undefined ? "move" : "draw";
      drag.current = { kind, isClick: !isMoving, last: [event.clientX, event.clientY], way: 0 };
      if (kind === "draw") setStart(at(event));
    },
    onPointerMove: (event: PointerEvent) => {
      if (start !== null) setEnd(at(event));
      else if (drag.current) move(drag.current, [event.clientX, event.clientY]);
    },
    onPointerUp: (event: PointerEvent) => {
      const held = drag.current;
      if (box !== null && hasArea(box)) onDraw?.(box);
      else if (held?.kind === "move" && held.isClick && held.way < SLIP) onPick?.(at(event));
      stop();
    },
    onPointerCancel: stop,
  };
  return { box, handlers };
}

const LINE_HEIGHT = 16;
/** How much the size changes for each pixel of the wheel; trackpads report pinches with Ctrl, in small steps. */
const [WHEEL_ZOOM, PINCH_ZOOM] = [0.002, 0.01];

/** The page keeps its place: React listens to wheels too late to say so. */
function useWheel(frame: Hand["frame"], fit: Fit, size: Size) {
  const { setLens } = useTraceView();
  useEffect(() => {
    const element = frame.current;
    const turned = (event: WheelEvent) => {
      event.preventDefault();
      const { left, top } = (event.currentTarget as HTMLElement).getBoundingClientRect();
      const at = toImage(fit, [event.clientX - left, event.clientY - top], size);
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_HEIGHT : 1;
      const speed = event.ctrlKey ? PINCH_ZOOM : WHEEL_ZOOM;
      setLens((before) => zoomed(before, Math.exp(-event.deltaY * lines * speed), size, at));
    };
    element?.addEventListener("wheel", turned, { passive: false });
    return () => element?.removeEventListener("wheel", turned);
  }, [frame, fit, size, setLens]);
}

/** Whether the space bar is down, other than on a control that it works. */
function useSpaceHeld(): () => boolean {
  const isHeld = useRef(false);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const works = "button, input, select, textarea, summary, a, [popover], dialog";
      if (event.key !== " " || (event.target as Element).closest?.(works)) return;
      isHeld.current = true;
      event.preventDefault();
    };
    const released = (event: KeyboardEvent) => {
      if (event.key === " ") isHeld.current = false;
    };
    const left = () => {
      isHeld.current = false;
    };
    const end = new AbortController();
    window.addEventListener("keydown", pressed, { signal: end.signal });
    window.addEventListener("keyup", released, { signal: end.signal });
    window.addEventListener("blur", left, { signal: end.signal });
    return () => end.abort();
  }, []);
  return () => isHeld.current;
}
