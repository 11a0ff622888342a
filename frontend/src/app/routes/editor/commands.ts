/**
 * Who does what a key or a button says: panels and dialogs answer for commands of their own, and are
 * asked before the workbench.
 */

import { useEffect, useRef } from "react";
import type { ScreenPoint } from "../../../core/geometry.ts";
import type { CommandId } from "../../../core/keymap.ts";

/**
 * Answers false to leave the command to whoever answered for it before. `at`: where on the image's
 * host it was asked for, when that was by the pointer.
 */
export type Handler = (at?: ScreenPoint) => unknown;

export class CommandBus {
  readonly #handlers = new Map<CommandId, Handler[]>();
  readonly #expected = new Set<CommandId>();
  /** What was asked for before those who do it were there. */
  readonly #waiting = new Map<CommandId, ScreenPoint | undefined>();

  /** The latest is asked first. Answers with how to stop. */
  answer(command: CommandId, handler: Handler): () => void {
    const others = this.#handlers.get(command) ?? [];
    this.#handlers.set(command, [handler, ...others]);
    if (this.#waiting.has(command)) queueMicrotask(() => this.#makeUp(command));
    return () => {
      const left = (this.#handlers.get(command) ?? []).filter((other) => other !== handler);
      this.#handlers.set(command, left);
    };
  }

  /** Whoever does these is still on the way, and so the commands wait. Answers with how to stop. */
  expect(late: readonly CommandId[]): () => void {
    for (const command of late) this.#expected.add(command);
    return () => {
      for (const command of late) {
        this.#expected.delete(command);
        this.#waiting.delete(command);
      }
    };
  }

  /** False when nobody here does it, or will. */
  run(command: CommandId, at?: ScreenPoint): boolean {
    const handlers = this.#handlers.get(command) ?? [];
    if (handlers.length > 0) return handlers.some((handler) => handler(at) !== false);
    if (!this.#expected.has(command)) return false;
    this.#waiting.set(command, at);
    return true;
  }

  isAnswered(command: CommandId): boolean {
    return this.#expected.has(command) || (this.#handlers.get(command)?.length ?? 0) > 0;
  }

  #makeUp(command: CommandId): void {
    if (!this.#waiting.has(command)) return;
    const at = this.#waiting.get(command);
    this.#waiting.delete(command);
    this.run(command, at);
  }
}

/** There is one editor on a page. */
export const commands = new CommandBus();

/** Answers a command for as long as the component is there. */
export function useCommand(command: CommandId, handler: Handler): void {
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  useEffect(() => commands.answer(command, (at) => latest.current(at)), [command]);
}

/** For as long as the component is there, these commands wait for a part of the page that is still to come. */
export function useExpected(late: readonly CommandId[]): void {
  useEffect(() => commands.expect(late), [late]);
}
