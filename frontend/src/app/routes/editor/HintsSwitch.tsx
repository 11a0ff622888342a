/** Faint hints of what the threshold hides: a tap keeps them, a held key shows them for as long. */

import { useEffect, useRef } from "react";
import { useCommand } from "./commands.ts";
import { KeyOf } from "./KeyOf.tsx";
import { useEditor } from "./store.ts";
import type { Workbench } from "./workbench.ts";

/** From so long on a key is held rather than tapped. */
const HELD_MS = 350;

export function HintsSwitch({ workbench }: { workbench: Workbench }) {
  const { editor } = workbench;
  const isOn = useEditor(editor, (snapshot) => snapshot.showsHints);
  const show = (shows: boolean) => editor.dispatch({ type: "hints", shows });

  const key = useHeldKey();
  useCommand("suggestions.hints", () => {
    const before = editor.snapshot().showsHints;
    key.whenReleased(HELD_MS, () => show(before));
    show(!before);
  });

  return (
    <button
      type="button"
      className="editor-mark"
      aria-pressed={isOn}
      title="Show faintly what the threshold hides; a click on one takes it. Hold the key to see them for a moment."
      onClick={() => show(!isOn)}
    >
      Hints <KeyOf command="suggestions.hints" />
    </button>
  );
}

/** The key that is down, and what to do once it has been held for long; nothing for a click. */
function useHeldKey() {
  const held = useRef<{ readonly code: string; readonly since: number } | null>(null);
  const due = useRef<{ readonly ms: number; readonly run: () => void } | null>(null);
  useEffect(() => {
    const end = new AbortController();
    const { signal } = end;
    const pressed = ({ code, repeat }: KeyboardEvent) => {
      if (repeat) return;
      held.current = { code, since: performance.now() };
      due.current = null;
    };
    const released = ({ code }: KeyboardEvent) => {
      const key = held.current;
      if (key?.code !== code) return;
      held.current = null;
      const next = due.current;
      due.current = null;
      if (next !== null && performance.now() - key.since > next.ms) next.run();
    };
    // Before anybody does what the key says.
    window.addEventListener("keydown", pressed, { signal, capture: true });
    window.addEventListener("keyup", released, { signal });
    return () => end.abort();
  }, []);
  return {
    whenReleased: (ms: number, run: () => void) => {
      if (held.current !== null) due.current = { ms, run };
    },
  };
}
