/** Commands that lead from image to image. */

import type { Editor } from "../../../core/editor.ts";
import type { CommandId } from "../../../core/keymap.ts";
import type { Session } from "../../../core/session/session.ts";

type Verb = (session: Session, editor: Editor) => void;

const VERBS: Partial<Record<CommandId, Verb>> = {
  "image.next": (session) => void session.next(),
  "image.previous": (session) => void session.previous(),
  "image.skip": (session) => void session.putAside("skipped"),
  "image.acceptAndDone": (session, editor) => {
    editor.dispatch("box.acceptVisible");
    void session.finish(0);
  },
  "image.done": (session, editor) => void session.finish(editor.snapshot().suggested),
  "save.now": (session) => session.flush(),
};

export const isWorkbenchCommand = (command: CommandId): boolean => command in VERBS;

/** Does what a key or a button says. */
export function runCommand(command: CommandId, session: Session, editor: Editor): void {
  const verb = VERBS[command];
  if (verb === undefined) editor.dispatch(command);
  else verb(session, editor);
}
