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

  /** The latest is asked first. Answers with how to stop. */
  answer(command: CommandId, handler: Handler): () => void {
    const others = this.#handlers.get(command) ?? [];
    this.#handlers.set(command, [handler, ...others]);
    return () => {
      const left = (this.#handlers.get(command) ?? []).filter((other) => other !== handler);
      this.#handlers.set(command, left);
    };
  }

  /** False when nobody here does it. */
  run(command: CommandId, at?: ScreenPoint): boolean {
    const handlers = this.#handlers.get(command) ?? [];
    return handlers.some((handler) => handler(at) !== false);
  }

  isAnswered(command: CommandId): boolean {
    return (this.#handlers.get(command)?.length ?? 0) > 0;
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
