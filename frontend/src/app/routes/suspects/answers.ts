/** What each key answers, and in which words. Knows nothing of React. */

import type { Given } from "../../api/suspects.ts";
import type { Category, Estimate, Suspect, SuspectAnswer, SuspectKind } from "../../api/types.ts";
import { count, counted } from "../../format.ts";

export const KIND_NAME: Record<SuspectKind, string> = {
  overlooked: "Overlooked",
  misplaced: "Badly placed",
  swapped: "Other category",
  unfounded: "Nothing there",
  audit: "Random labels",
  incomplete: "Random images",
};

const KEY: Record<SuspectAnswer, string> = {
  add: "a",
  take: "t",
  change: "c",
  delete: "x",
  wrong: "w",
  right: "r",
  skip: "s",
};

export type Choice = { key: string; given: Given; words: string };

type Names = ReadonlyMap<number, Pick<Category, "name">>;

/** The answers that have a button, in the order of the buttons. */
export function choices(suspect: Suspect, names: Names): Choice[] {
  const seen = suspect.seen ? nameOf(suspect.seen.category, names) : "";
  return suspect.answers.flatMap((answer) => {
    const words = wordsOf(answer, suspect, seen);
    if (words === null) return [];
    return [{ key: KEY[answer], given: { answer }, words }];
  });
}

/** Of these nobody knows which answer is the likeliest, and they are asked whatever becomes of their labels. */
export const isDrawnAtRandom = ({ kind }: Suspect) => kind === "audit" || kind === "incomplete";

/** Whether the key of a category answers it. */
export const takesCategory = ({ answers }: Suspect) =>
  answers.includes("add") || answers.includes("change");

function wordsOf(answer: SuspectAnswer, suspect: Suspect, seen: string): string | null {
  switch (answer) {
    case "add":
      return `Add ${seen}`;
    case "take":
      return suspect.kind === "swapped"
        ? `Take the model's ${seen} and its box`
        : "Take the model's box";
    case "change":
      // Without another category to change to, its own key says which.
      return suspect.seen && suspect.seen.category !== suspect.category ? `It is ${seen}` : null;
    case "delete":
      return "Delete the box";
    case "wrong":
      return suspect.kind === "incomplete"
        ? "Something is missing"
        : "Wrong, I mend it in the editor";
    case "right":
      return isOfMissing(suspect) ? "Nothing is missing" : "It is right";
    case "skip":
      return "Pass over";
  }
}

const isOfMissing = ({ kind }: Suspect) => kind === "overlooked" || kind === "incomplete";

/** What a key answers; null where it means nothing here. The key of a category says what the box is. */
export function givenBy(
  key: string,
  suspect: Suspect,
  categories: readonly Pick<Category, "id" | "name" | "hotkey" | "archived">[],
): Given | null {
  const names = new Map(categories.map((category) => [category.id, category]));
  const chosen = choices(suspect, names).find((choice) => choice.key === key.toLowerCase());
  if (chosen) return chosen.given;
  const category = categories.find(({ hotkey, archived }) => hotkey === key && !archived);
  if (category === undefined) return null;
  if (suspect.kind === "overlooked") return { answer: "add", category: category.id };
  if (category.id === suspect.category) return null;
  return suspect.answers.includes("change") ? { answer: "change", category: category.id } : null;
}

const DONE: Record<SuspectAnswer, string> = {
  add: "Added",
  take: "Moved",
  change: "Changed",
  delete: "Deleted",
  wrong: "Noted as wrong",
  right: "Kept, and not asked again",
  skip: "Passed over",
};

export function doneWords({ answer }: Given, { kind }: Pick<Suspect, "kind">): string {
  if (kind === "incomplete" && answer === "wrong") return "Noted that something is missing";
  if (kind === "incomplete" && answer === "right") return "Noted that nothing is missing";
  return DONE[answer];
}

export const nameOf = (id: number, names: Names) => names.get(id)?.name ?? "object";

/** Below so many answers the interval is so wide that it says no more than they do. */
const FEW = 10;

/** "3.2 % (1.1 to 8.9 %)", or what is missing for it. */
export function rateWords(estimate: Pick<Estimate, "judged" | "rate" | "low" | "high">): string {
  const { judged, rate, low, high } = estimate;
  if (rate === null || low === null || high === null) return "Not known yet";
  if (judged < FEW) return "Too few answers to say";
  return `${tenths(rate)} % (${tenths(low)} to ${tenths(high)} %)`;
}

/** What the share is of. */
export function sampleWords(
  { judged, wrong }: Pick<Estimate, "judged" | "wrong">,
  [one, fault]: readonly [one: string, fault: string],
): string {
  if (judged === 0) {
    return `It is estimated from ${one}s drawn at random. What the model doubts says nothing of it.`;
  }
  const found = `${counted(wrong, one)} ${fault} of ${count(judged)} drawn at random`;
  return judged < FEW ? `${found} so far.` : `${found}, with the 95 % interval.`;
}

const tenths = (share: number) => (100 * share).toFixed(1);
