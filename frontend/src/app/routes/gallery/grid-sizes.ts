/** How large cells are, from the width of the window, the size of its letters, and what the person chose. */

import { type RefObject, useLayoutEffect, useMemo, useState, useSyncExternalStore } from "react";
import { readKept, writeKept } from "../editor/remembered.ts";
import { columnsFor } from "./grid-steps.ts";

export const SIZES = ["S", "M", "L"] as const;
export type Size = (typeof SIZES)[number];

export const GAP = 12;
const PADDING = 24;
/** Of a cell, on each side. */
const BORDER = 1;
/** In the unit of the text, so that larger letters get more room: the narrowest cell, and the caption below it. */
const LOOKS: Record<Size, { narrowest: number; caption: number }> = {
  S: { narrowest: 7.5, caption: 1.75 },
  M: { narrowest: 13, caption: 3.25 },
  L: { narrowest: 23, caption: 3.25 },
};

export function useGridSizes(frame: RefObject<HTMLElement | null>, size: Size) {
  const { narrowest, caption } = LOOKS[size];
  const inner = Math.max(0, useWidth(frame) - 2 * PADDING);
  const letter = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const columns = columnsFor(inner, narrowest * letter, GAP);
  const cellWidth = Math.max(0, Math.floor((inner - (columns - 1) * GAP) / columns));
  const rowHeight = Math.round((cellWidth * 3) / 4 + caption * letter) + GAP;
  const pictureHeight = rowHeight - GAP - caption * letter - 2 * BORDER;
  const picture = useMemo(
    () => ({ width: cellWidth - 2 * BORDER, height: pictureHeight }),
    [cellWidth, pictureHeight],
  );
  return { columns, cellWidth, rowHeight, picture };
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

const PLACE = "boxloop.gallery-size";
const listeners = new Set<() => void>();
let size: Size = SIZES.find((known) => known === readKept(PLACE)) ?? "M";

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The chosen size; it is remembered in this browser. */
export const useSize = () => useSyncExternalStore(subscribe, () => size);

export function chooseSize(next: Size) {
  size = next;
  writeKept(PLACE, next);
  for (const listener of listeners) listener();
}
