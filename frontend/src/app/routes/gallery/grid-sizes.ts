/** How large cells are, from the width of the window and the size of its letters. */

import { type RefObject, useLayoutEffect, useState } from "react";
import { columnsFor } from "./grid-steps.ts";

export const GAP = 12;
const PADDING = 24;
/** In the unit of the text, so that larger letters get more room. */
const CAPTION = 3.25;
const NARROWEST = 13;

export function useGridSizes(frame: RefObject<HTMLElement | null>) {
  const inner = Math.max(0, useWidth(frame) - 2 * PADDING);
  const letter = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const columns = columnsFor(inner, NARROWEST * letter, GAP);
  const cellWidth = Math.max(0, Math.floor((inner - (columns - 1) * GAP) / columns));
  const rowHeight = Math.round((cellWidth * 3) / 4 + CAPTION * letter) + GAP;
  return { columns, cellWidth, rowHeight };
}

/** 0 until it is known. */
function useWidth(frame: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    setWidth(element.clientWidth);
    const watcher = new ResizeObserver(() => setWidth(element.clientWidth));
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [frame]);
  return width;
}
