/** Going back to an earlier state of the boxes, and taking that back. */

import type { Sheet } from "../../../../core/sheet.ts";
import { restore } from "../../../api/history.ts";

const PATIENCE_MS = 8000;
const LOOK_MS = 50;

/**
 * What is unsaved goes first, so that the way back leads to all of it. Answers with the number of the
 * revision that stood before.
 */
export async function bringBack(sheet: Sheet, number: number, flush: () => void): Promise<number> {
  flush();
  await saved(sheet);
  const before = sheet.saver.revision;
  const { revision } = await restore(sheet.image.id, number);
  sheet.saver.catchUp(revision, []);
  return before;
}

async function saved({ saver }: Sheet): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (saver.hasUnsaved) {
    if (Date.now() > end) throw new NotSaved();
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

export class NotSaved extends Error {
  override readonly message = "Your last changes are not saved yet, so nothing was brought back.";
}
