/** The keys of the page. They work wherever the focus is, but for fields, and for what a button does itself. */

import { useEffect, useRef } from "react";

export type CropKeys = {
  move: (key: string) => boolean;
  mark: () => void;
  accept: () => void;
  undo: () => void;
};

export function useCropKeys(keys: CropKeys) {
  const current = useRef(keys);
  useEffect(() => {
    current.current = keys;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTaken(event)) return;
      if (answer(event, current.current)) event.preventDefault();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
}

function answer(event: KeyboardEvent, keys: CropKeys): boolean {
  const { key, altKey, shiftKey } = event;
  const isCommand = event.ctrlKey || event.metaKey;
  if (altKey || shiftKey || (isCommand && key.toLowerCase() !== "z")) return false;
  switch (key.toLowerCase()) {
    case "x":
    case " ":
      if (!event.repeat) keys.mark();
      return true;
    case "enter":
      if (!event.repeat) keys.accept();
      return true;
    case "z":
      if (!event.repeat) keys.undo();
      return true;
    default:
      return keys.move(key);
  }
}

/** Whether what has the focus answers this key itself. */
function isTaken({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest("input, select, textarea, dialog, [role=menu]")) return true;
  return (key === "Enter" || key === " ") && target.closest("a, button, summary") !== null;
}
