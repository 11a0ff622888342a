/** Whether the work is safe, for who asks. */

import type { SaveSummary } from "../../../core/session/shelf.ts";
import { counted } from "../../format.ts";

/** What `saveWords` says, in a sentence or two. */
export function saveSentence({ state, unsaved }: SaveSummary): string {
  const waiting = `${counted(unsaved, "change")} ${unsaved === 1 ? "waits" : "wait"}`;
  switch (state) {
    case "saved":
      return "Everything you did is on the server.";
    case "saving":
      return `${counted(unsaved, "change")} on the way to the server.`;
    case "offline":
      return `The server cannot be reached. ${waiting} here and will be sent by itself. You can go on working.`;
    case "signed-out":
      return `Your session has ended. ${waiting} here until you sign in again.`;
    case "conflict":
      return "Somebody else changed a box that you changed too. Choose which version stays.";
    case "refused":
      return `The server did not accept what was sent. ${waiting} here.`;
  }
}
