/** Why an image is on the desk. */

import type { ImageState, WireNote } from "../../../../core/sync/wire.ts";

const STATE_WORDS: Partial<Record<ImageState, string>> = {
  returned: "Returned by",
  unsure: "Sent to review by",
  skipped: "Skipped by",
};

/** Why this image: what was said about it last, else why the queue chose it. */
export function whyWords(
  reason: { readonly text: string } | null,
  note: WireNote | null,
  state: ImageState,
): string {
  const said = STATE_WORDS[state];
  if (note === null || said === undefined) return reason?.text ?? "";
  const who = `${said} ${note.author ?? "somebody"}`;
  return note.text === "" ? `${who}.` : `${who}: “${note.text}”`;
}
