/** Why an image is put aside: the usual reasons, and what the questions say. */

export type Aside = "skipped" | "unsure" | "returned";

/** By digit. */
export const SKIP_REASONS: readonly string[] = [
  "Too blurred or too dark to tell",
  "Not the kind of image that belongs here",
  "Nearly the same as another image",
  "The image is damaged",
  "The classes do not fit what is on it",
];

interface Question {
  readonly title: string;
  readonly label: string;
  readonly hint: string;
  readonly action: string;
  /** Whether words are needed. */
  readonly needsWords: boolean;
}

export const QUESTIONS: Record<Aside, Question> = {
  skipped: {
    title: "Skip this image",
    label: "Another reason",
    hint: "",
    action: "Skip",
    needsWords: false,
  },
  unsure: {
    title: "Send to review",
    label: "What are you unsure about? (optional)",
    hint: "Your boxes are kept. A reviewer decides.",
    action: "Send to review",
    needsWords: false,
  },
  returned: {
    title: "Return this image",
    label: "What is to be mended?",
    hint: "Whoever takes it up next reads this. For a box, write a comment on it.",
    action: "Return",
    needsWords: true,
  },
};

/** The reason that a digit stands for. */
export const reasonFor = (key: string): string | undefined =>
  /^[1-9]$/.test(key) ? SKIP_REASONS[Number(key) - 1] : undefined;
