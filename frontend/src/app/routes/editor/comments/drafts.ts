/** What was typed and not sent yet, until it is: leaving the image loses no words. */

import { newKey } from "../../../../core/keys.ts";

export interface Draft {
  /** Of the comment that it becomes, however often it is sent. */
  readonly key: string;
  readonly text: string;
}

const drafts = new Map<string, Draft>();

const placeOf = (image: number, about: string | number | null) => `${image}:${about ?? "image"}`;

export const draftOf = (image: number, about: string | number | null): Draft => {
  const place = placeOf(image, about);
  const draft = drafts.get(place) ?? { key: newKey(), text: "" };
  drafts.set(place, draft);
  return draft;
};

export function noteDraft(image: number, about: string | number | null, text: string): void {
  drafts.set(placeOf(image, about), { ...draftOf(image, about), text });
}

export const forgetDraft = (image: number, about: string | number | null): boolean =>
  drafts.delete(placeOf(image, about));
