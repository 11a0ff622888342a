/** What the mouse and the keyboard do in the grid: walk, choose, open. */

import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type RefObject,
  useEffect,
  useRef,
} from "react";
import { step } from "./grid-steps.ts";
import { all, NOTHING, reach, type Selection, toggle } from "./selection.ts";

type Hand = {
  frame: RefObject<HTMLElement | null>;
  ids: readonly number[];
  at: number;
  /** From an image, with the focus nowhere: the current cell gets it, so that the keyboard goes on from there. */
  comesBack: boolean;
  columns: number;
  screen: number;
  selection: Selection;
  onSelect: (next: Selection) => void;
  onOpen: (image: number) => void;
  onInside: (image: number) => void;
  /** To another cell, which may be out of sight. */
  onReach: (at: number) => void;
  /** The cell that has got the focus. */
  onFocus: (at: number) => void;
};

export function useGridHand(hand: Hand) {
  const { frame, ids, at, columns, screen, selection, onSelect, onOpen, onInside } = hand;
  const { comesBack, onReach, onFocus } = hand;
  const hasFocus = useRef(false);

  useEffect(() => {
    if (comesBack && document.activeElement === document.body) hasFocus.current = true;
  }, [comesBack]);

  useEffect(() => {
    if (!hasFocus.current) return;
    const focused = document.activeElement;
    if (focused !== document.body && !frame.current?.contains(focused)) return;
    const cell = frame.current?.querySelector<HTMLElement>(`[data-at="${at}"]`);
    if (cell && cell !== document.activeElement) cell.focus({ preventScroll: true });
  });

  const onClick = (event: MouseEvent) => {
    const target = event.target as HTMLElement;
    const place = placeOf(target);
    if (place === null) return;
    const isTick = target.closest("[data-tick]") !== null;
    if (event.shiftKey) return onSelect(reach(selection, ids, place, at));
    if (isTick || event.ctrlKey || event.metaKey || selection.ids.size > 0) {
      return onSelect(toggle(selection, ids, place));
    }
    const image = ids[place];
    if (image !== undefined) onOpen(image);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey) return;
    const command = event.ctrlKey || event.metaKey;
    if (act(event.key, command)) return event.preventDefault();
    const next = command ? null : step(event.key, { at, count: ids.length, columns, screen });
    if (next === null) return;
    event.preventDefault();
    hasFocus.current = true;
    if (event.shiftKey) onSelect(reach(selection, ids, next, at));
    onReach(next);
  };

  const act = (key: string, command: boolean): boolean => {
    const image = ids[at];
    if (command && key.toLowerCase() === "a") onSelect(all(ids));
    else if (command) return false;
    else if (key === " ") onSelect(toggle(selection, ids, at));
    else if (key === "Enter" && image !== undefined) onOpen(image);
    else if (key.toLowerCase() === "i" && image !== undefined) onInside(image);
    else if (key === "Escape" && selection.ids.size > 0) onSelect(NOTHING);
    else return false;
    return true;
  };

  return {
    onClick,
    onKeyDown,
    onFocus: (event: FocusEvent) => {
      hasFocus.current = true;
      const place = placeOf(event.target as HTMLElement);
      if (place !== null) onFocus(place);
    },
    onBlur: (event: FocusEvent) => {
      if (!frame.current?.contains(event.relatedTarget)) hasFocus.current = false;
    },
    // Shift and a click would mark the text of the captions.
    onMouseDown: (event: MouseEvent) => event.shiftKey && event.preventDefault(),
  };
}

function placeOf(target: HTMLElement): number | null {
  const place = target.closest<HTMLElement>("[data-at]")?.dataset.at;
  return place === undefined ? null : Number(place);
}
