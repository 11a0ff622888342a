/** What the crop gallery says of answers, in plain words. */

import type { CropOutcome, HitRate } from "../../api/types.ts";
import { counted, percent, share } from "../../format.ts";

/** From so many planted crops on a rate says something about a person's care. */
const TELLING = 5;
const CAREFUL = 0.9;

export function outcomeWords({ accepted, rejected, skipped }: CropOutcome): string {
  const words = [`Accepted ${accepted}`];
  if (rejected > 0) words.push(`rejected ${rejected}`);
  const passedOver = skipped.reduce((sum, { crops }) => sum + crops, 0);
  if (passedOver > 0) words.push(`passed over ${passedOver}`);
  return words.join(", ");
}

export function plantedWords({ planted, planted_found: found }: CropOutcome): string {
  if (planted === 0) return "";
  if (planted === 1) return `You ${found === 1 ? "found" : "missed"} the planted wrong one.`;
  const what = counted(planted, "planted wrong one");
  return `You found ${found === planted ? "all" : `${found} of`} ${what}.`;
}

export function rateWords({ planted, found }: HitRate): string {
  if (planted === 0) return "No planted ones yet";
  const part = planted < TELLING ? String(found) : percent(share(found, planted));
  return `${part} of ${counted(planted, "planted one")} found`;
}

/** Empty while there is nothing to say. */
export function careWords({ planted, found }: HitRate): string {
  if (planted < TELLING || found / planted >= CAREFUL) return "";
  return "Some wrong ones slip through of late. A slower look, or a short break, often helps.";
}

const REASONS: Record<CropOutcome["skipped"][number]["code"], string> = {
  gone: "The image was deleted.",
  finished: "Somebody finished the image meanwhile.",
  leased: "Somebody has the image open.",
  changed: "Somebody changed its boxes meanwhile.",
};

/** Why crops were passed over: one line for an image. */
export const skippedWords = ({ skipped }: CropOutcome): string[] =>
  skipped.map(
    ({ file_name: name, crops, code, text }) =>
      `${name || "An image"}, ${counted(crops, "crop")}: ${text || REASONS[code]}`,
  );
