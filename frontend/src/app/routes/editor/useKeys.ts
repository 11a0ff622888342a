/** From key presses to commands: off while text is typed, and never against what a control needs. */

import { useEffect } from "react";
import type { Editor } from "../../../core/editor.ts";
import { type CommandId, DEFAULT_KEYMAP, resolve } from "../../../core/keymap.ts";

/** Commands that a held key repeats; all others happen once a press. */
const REPEATING = /^(nudge|grow|pull|history|threshold|box\.(next|previous)|view\.zoom)/;

export function useKeys(
  editor: Editor | null,
  host: HTMLElement | null,
  run: (command: CommandId) => void,
) {
  useEffect(() => {
    if (editor === null || host === null) return;
    const end = new AbortController();
    const { signal } = end;

    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || isModal()) return;
      const command = resolve(DEFAULT_KEYMAP, event, editor.snapshot().selection.size > 0);
      if (command === null || !mayRun(command, event, host)) return;
      event.preventDefault();
      if (command === "view.peek") editor.dispatch({ type: "peek", isPeeking: true });
      else if (!event.repeat || REPEATING.test(command)) run(command);
    };
    const released = () => editor.dispatch({ type: "peek", isPeeking: false });

    window.addEventListener("keydown", pressed, { signal });
    window.addEventListener("keyup", (event) => event.code === "Backquote" && released(), {
      signal,
    });
    window.addEventListener("blur", released, { signal });
    return () => end.abort();
  }, [editor, host, run]);
}

const isModal = (): boolean =>
  document.querySelector("dialog[open], [popover]:popover-open") !== null;

/** Tab walks through the boxes on the canvas only; elsewhere it moves the focus, as everywhere. */
function mayRun(command: CommandId, event: KeyboardEvent, host: HTMLElement): boolean {
  const target = event.target instanceof HTMLElement ? event.target : document.body;
  if (isTyping(target)) return command === "save.now" || command === "image.acceptAndDone";
  if (command === "box.copy" && hasSelectedText()) return false;

  const isOnCanvas = target === host || target === document.body;
  if (isOnCanvas) return true;
  return event.key !== "Tab" && !needsItself(target, event.key);
}

function isTyping(target: HTMLElement): boolean {
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && !/^(range|checkbox|radio|button)$/.test(target.type);
}

/** Keys by which a focused control is worked. */
function needsItself(target: HTMLElement, key: string): boolean {
  const isArrow = key.startsWith("Arrow");
  if (target instanceof HTMLSelectElement) return key.length === 1 || isArrow || key === "Enter";
  if (target.closest('[role="listbox"]') !== null)
    return isArrow || key === "Home" || key === "End";
  if (target instanceof HTMLInputElement && target.type === "range") return isArrow;
  return key === " " || key === "Enter";
}

const hasSelectedText = (): boolean => !(document.getSelection()?.isCollapsed ?? true);
