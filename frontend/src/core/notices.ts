/** What is worth a word to the person; the app has the words. */

import type { Change } from "./commands.ts";

export type Notice =
  | {
      readonly code:
        | "too-small"
        /** Nothing was changed: it may only be looked at here. */
        | "read-only"
        | "no-category"
        | "nothing-to-paste"
        | "nothing-to-undo"
        | "nothing-to-grab"
        | "snapped"
        | "magnet-on"
        | "magnet-off";
    }
  /** Somebody archived these classes; `instead`: what new boxes get from now on. */
  | {
      readonly code: "archived";
      readonly names: readonly string[];
      readonly instead: string | null;
    }
  | { readonly code: "undone" | "redone"; readonly change: Change["name"] }
  | {
      readonly code:
        | "accepted"
        | "rejected"
        | "deleted"
        | "pasted"
        | "hidden"
        | "shown-again"
        | "locked"
        | "unlocked"
        /** They were left as they are, because they are locked. */
        | "kept-locked";
      readonly count: number;
    };
