/** What the editor remembers in this browser, whoever works and on whatever project. */

import type { Editor, EditorAction, EditorSnapshot } from "../../../core/editor.ts";
import { Value } from "./store.ts";

/** A choice that is on until somebody switches it off. */
interface Remembered {
  readonly place: string;
  readonly isOn: (snapshot: EditorSnapshot) => boolean;
  readonly switchTo: (isOn: boolean) => EditorAction;
}

const CHOICES: readonly Remembered[] = [
  {
    place: "boxloop.cues",
    isOn: ({ showsCues }) => showsCues,
    switchTo: (shows) => ({ type: "cues", shows }),
  },
  {
    place: "boxloop.keep-view",
    isOn: ({ keepsView }) => keepsView,
    switchTo: (keepsView) => ({ type: "keepsView", keepsView }),
  },
];

/** Begins as it was left, and notes each change until the answer is called. */
export function rememberView(editor: Pick<Editor, "dispatch" | "snapshot" | "subscribe">) {
  const ends = CHOICES.map((choice) => remember(editor, choice));
  return () => {
    for (const end of ends) end();
  };
}

function remember(
  editor: Pick<Editor, "dispatch" | "snapshot" | "subscribe">,
  { place, isOn, switchTo }: Remembered,
): () => void {
  let known = readKept(place) !== "off";
  editor.dispatch(switchTo(known));
  return editor.subscribe(() => {
    const now = isOn(editor.snapshot());
    if (now === known) return;
    known = now;
    writeKept(place, known ? "on" : "off");
  });
}

/** A switch that is as it was left. */
export function remembered(key: string, usual: boolean): Value<boolean> {
  const value = new Value((readKept(key) ?? (usual ? "on" : "off")) === "on");
  value.subscribe(() => writeKept(key, value.get() ? "on" : "off"));
  return value;
}

// Storage may be refused (private mode): the choice then lasts until the page is closed.

export function readKept(place: string): string | null {
  try {
    return localStorage.getItem(place);
  } catch {
    return null;
  }
}

export function writeKept(place: string, value: string): void {
  try {
    localStorage.setItem(place, value);
  } catch {}
}
