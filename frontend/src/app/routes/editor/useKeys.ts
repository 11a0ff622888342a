/** From key presses to commands: off while text is typed, and never against what a control needs. */

import { useEffect } from "react";
import { type CommandId, type HeldCommandId, isHeld } from "../../../core/command-ids.ts";
import type { Peek } from "../../../core/desk.ts";
import type { Editor } from "../../../core/editor.ts";
import { resolve } from "../../../core/keymap.ts";
import { keymapInUse } from "./keymap-store.ts";

/** Commands that a held key repeats; all others happen once a press. */
const REPEATING = /^(nudge|grow|pull|history|threshold|box\.(next|previous)|view\.zoom)/;

const PEEKS: Record<HeldCommandId, Peek> = {
  "view.peek": "all",
  "view.peekSuggestions": "suggestions",
};

export function useKeys(
  editor: Editor | null,
  host: HTMLElement | null,
  run: (command: CommandId) => void,
) {
  useEffect(() => {
    if (editor === null || host === null) return;
    const end = new AbortController();
    const { signal } = end;
    let held: string | null = null;

    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || isModal()) return;
      const command = resolve(keymapInUse.get(), event, editor.snapshot().selection.size > 0);
      if (command === null || !mayRun(command, event.key, focusOf(event.target, host))) return;
      if (command === "box.copy" && hasSelectedText()) return;
      event.preventDefault();
      if (isHeld(command)) hold(event.code, command);
      else if (!event.repeat || REPEATING.test(command)) run(command);
    };
    const hold = (code: string, command: HeldCommandId) => {
      held = code;
      editor.dispatch({ type: "peek", peeks: PEEKS[command] });
    };
    const released = () => {
      held = null;
      editor.dispatch({ type: "peek", peeks: "nothing" });
    };

    window.addEventListener("keydown", pressed, { signal });
    window.addEventListener("keyup", (event) => event.code === held && released(), {
      signal,
    });
    window.addEventListener("blur", released, { signal });
    return () => end.abort();
  }, [editor, host, run]);
}

const isModal = (): boolean =>
  document.querySelector("dialog[open], [popover]:popover-open") !== null;

/** What has the focus, as far as keys are concerned. */
export type Focus = "canvas" | "text" | "choice" | "list" | "slider" | "control";

/** Tab walks through the boxes on the canvas only; elsewhere it moves the focus, as everywhere. */
export function mayRun(command: CommandId, key: string, focus: Focus): boolean {
  if (focus === "canvas") return true;
  if (focus === "text") return command === "save.now" || command === "image.acceptAndDone";
  return key !== "Tab" && !needsItself(focus, key);
}

/** Keys by which a focused control is worked. */
function needsItself(focus: Focus, key: string): boolean {
  const isArrow = key.startsWith("Arrow");
  if (focus === "choice") return key.length === 1 || isArrow || key === "Enter";
  if (focus === "list") return isArrow || key === "Home" || key === "End";
  if (focus === "slider") return isArrow;
  return key === " " || key === "Enter";
}

function focusOf(target: EventTarget | null, host: HTMLElement): Focus {
  if (!(target instanceof HTMLElement) || target === host || target === document.body) {
    return "canvas";
  }
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return "text";
  if (target instanceof HTMLSelectElement) return "choice";
  if (target.closest('[role="listbox"]') !== null) return "list";
  if (!(target instanceof HTMLInputElement)) return "control";
  if (target.type === "range") return "slider";
  return /^(checkbox|radio|button)$/.test(target.type) ? "control" : "text";
}

const hasSelectedText = (): boolean => !(document.getSelection()?.isCollapsed ?? true);
