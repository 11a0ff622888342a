/** What the editor remembers in this browser, whoever works and on whatever project. */

import type { Editor } from "../../../core/editor.ts";

const CUES = "boxloop.cues";

/** Begins as it was left, and notes each change until the answer is called. */
export function rememberCues(editor: Pick<Editor, "dispatch" | "snapshot" | "subscribe">) {
  let known = read(CUES) !== "off";
  editor.dispatch({ type: "cues", shows: known });
  return editor.subscribe(() => {
    const { showsCues } = editor.snapshot();
    if (showsCues === known) return;
    known = showsCues;
    write(CUES, known ? "on" : "off");
  });
}

// Storage may be refused (private mode): the choice then lasts until the page is closed.

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {}
}
