/** Reading the core from React: small values, re-rendered only when the chosen part changes. */

import { useSyncExternalStore } from "react";
import type { Editor, EditorSnapshot } from "../../../core/editor.ts";
import type { Session } from "../../../core/session/session.ts";
import type { SessionSnapshot } from "../../../core/session/snapshot.ts";

/** One value that can be watched. */
export class Value<T> {
  private value: T;
  private readonly listeners = new Set<() => void>();

  constructor(value: T) {
    this.value = value;
  }

  readonly get = (): T => this.value;

  set(value: T): void {
    if (value === this.value) return;
    this.value = value;
    for (const listener of this.listeners) listener();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}

export const useValue = <T>(value: Value<T>): T => useSyncExternalStore(value.subscribe, value.get);

/** A part of what the editor shows; `choose` must answer with the same value for the same state. */
export const useEditor = <T>(editor: Editor, choose: (snapshot: EditorSnapshot) => T): T =>
  useSyncExternalStore(editor.subscribe, () => choose(editor.snapshot()));

export const useSession = <T>(session: Session, choose: (snapshot: SessionSnapshot) => T): T =>
  useSyncExternalStore(session.subscribe, () => choose(session.snapshot()));
