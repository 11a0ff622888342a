/** Where one is in a long list, and a handle to be elsewhere at once. It follows the scroll without React. */

import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { count as written } from "../../format.ts";

type Props = {
  count: number;
  columns: number;
  rowHeight: number;
  /** Pixels above the first row. */
  top: number;
  nameOf: (at: number) => string;
};

/** Screens from which it is worth its place. */
const LONG = 4;
const LINGERS = 900;

export function Scrubber({ count, columns, rowHeight, top, nameOf }: Props) {
  const track = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const [isMoving, setMoving] = useState(false);
  const height = Math.ceil(count / columns) * rowHeight;

  useEffect(() => {
    let timer = 0;
    let frame = 0;
    const follow = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        const row = Math.round(window.scrollY / rowHeight);
        setAt(Math.min(count - 1, Math.max(0, row * columns)));
      });
      setMoving(true);
      clearTimeout(timer);
      timer = window.setTimeout(() => setMoving(false), LINGERS);
    };
    window.addEventListener("scroll", follow, { passive: true });
    return () => {
      window.removeEventListener("scroll", follow);
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [count, columns, rowHeight]);

  if (height < LONG * window.innerHeight) return null;
  const most = height + top - window.innerHeight;
  const go = (share: number) => window.scrollTo(0, Math.min(1, Math.max(0, share)) * most);

  const drag = (event: PointerEvent) => {
    const box = track.current?.getBoundingClientRect();
    if (!box || (event.type === "pointermove" && event.buttons === 0)) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    go((event.clientY - box.top) / box.height);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const share = JUMPS[event.key]?.(at / count);
    if (share === undefined) return;
    event.preventDefault();
    go(share);
  };
  const share = Math.min(1, at / Math.max(1, count - columns));
  return (
    <div
      ref={track}
      className="scrubber"
      data-moving={isMoving || undefined}
      onPointerDown={drag}
      onPointerMove={drag}
    >
      <div
        role="slider"
        tabIndex={0}
        aria-label="Place in the list"
        aria-orientation="vertical"
        aria-valuemin={1}
        aria-valuemax={count}
        aria-valuenow={at + 1}
        aria-valuetext={`Image ${written(at + 1)} of ${written(count)}`}
        className="scrubber-handle"
        style={{ top: `${100 * share}%` }}
        onKeyDown={onKeyDown}
      >
        <span className="scrubber-words">
          <span>
            <strong>{written(at + 1)}</strong> of {written(count)}
          </span>
          <span className="truncate">{nameOf(at)}</span>
        </span>
      </div>
    </div>
  );
}

/** From and to a share of the whole list. */
const JUMPS: Record<string, (share: number) => number> = {
  ArrowDown: (share) => share + 0.01,
  ArrowUp: (share) => share - 0.01,
  PageDown: (share) => share + 0.1,
  PageUp: (share) => share - 0.1,
  Home: () => 0,
  End: () => 1,
};
