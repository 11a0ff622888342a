import { afterEach, expect, test, vi } from "vitest";
import type { Editor } from "../../../core/editor.ts";
import { rememberView } from "./remembered.ts";

/** An editor that knows nothing but whether it marks unsure edges. */
function editor() {
  const listeners = new Set<() => void>();
  let showsCues = true;
  const set = (shows: boolean) => {
    showsCues = shows;
    for (const listener of listeners) listener();
  };
  return {
    set,
    shows: () => showsCues,
    dispatch: (action: unknown) => {
      const { type, shows } = action as { type: string; shows: boolean };
      if (type === "cues") set(shows);
      return true;
    },
    snapshot: () => ({ showsCues, keepsView: true }) as ReturnType<Editor["snapshot"]>,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function storage() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  };
}

afterEach(() => vi.unstubAllGlobals());

test("unsure edges are marked at first, and the next time as they were left", () => {
  vi.stubGlobal("localStorage", storage());
  const [first, second] = [editor(), editor()];
  const end = rememberView(first);
  expect(first.shows()).toBe(true);
  first.set(false);
  end();
  rememberView(second);
  expect(second.shows()).toBe(false);
});

test("a browser that stores nothing changes nothing", () => {
  vi.stubGlobal("localStorage", undefined);
  const only = editor();
  rememberView(only);
  only.set(false);
  expect(only.shows()).toBe(false);
});
