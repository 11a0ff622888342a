/** The person's own key for a command, as a key cap; nothing where there is none. */

import type { CommandId } from "../../../core/keymap.ts";
import { useKeyOf } from "./keymap-store.ts";

export function KeyOf({ command }: { command: CommandId }) {
  const key = useKeyOf(command);
  return key === null ? null : <kbd>{key}</kbd>;
}
